
// Shows what others do meanwhile: waits for word of a change, reads the page again and puts in
// what is new. Without it everything works too; one reloads the page.
(() => {
  const source = (x) => x.source ?? x.outerHTML;
  const shell = (x) => x.cloneNode().outerHTML;
  const settle = (old, fresh) => {
    const names = new Set([...fresh.children].map((x) => x.id));
    [...old.children].filter((x) => !names.has(x.id)).forEach((x) => x.remove());
    [...fresh.children].forEach((x, at) => {
      const known = [...old.children].find((y) => y.id === x.id);
      if (known && source(known) === x.outerHTML) return;
      const parts = x.children.length && [...x.children].every((y) => y.id);
      if (known && parts && shell(known) === shell(x)) {
        settle(known, x);
        return;
      }
      const made = document.importNode(x, true);
      made.source = x.outerHTML;
      if (known) known.replaceWith(made);
      else old.insertBefore(made, old.children[at] || null).classList.add("arrived");
    });
  };
  const refresh = async () => {
    const answer = await fetch(location.pathname, { cache: "no-store" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const focus = document.activeElement && document.activeElement.id;
    document.querySelectorAll("[data-live]").forEach((old) => {
      const now = fresh.getElementById(old.id);
      if (now) settle(old, now);
    });
    const was = focus && document.getElementById(focus);
    if (was && was !== document.activeElement) was.focus({ preventScroll: true });
  };
  const watch = async () => {
    let seen = document.documentElement.dataset.seen;
    for (;;) {
      try {
        const answer = await fetch(`/changes?since=${seen}`, { cache: "no-store" });
        const now = await answer.text();
        if (!answer.ok) throw new Error(now);
        if (now !== seen) await refresh();
        seen = now;
      } catch {
        await new Promise((later) => setTimeout(later, 2000));
      }
    }
  };
  watch();
})();
