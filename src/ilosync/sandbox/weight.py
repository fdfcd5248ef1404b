"""What a GraphQL query weighs, by GitHub's rules, before anything is looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    value_from_ast_untyped,
)

MOST = 100
MOST_NODES = 500_000
Error = dict[str, Any]


@dataclass
class Weight:
    """Nodes that may come back, requests that it takes, and what is not allowed."""

    nodes: int = 0
    requests: int = 0
    errors: list[Error] = field(default_factory=list)

    @property
    def cost(self) -> int:
        """The points it takes from the hour's allowance."""
        return max(1, round(self.requests / 100))


@dataclass
class Scale:
    """Weighs one document with its variables against a schema."""

    schema: GraphQLSchema
    document: DocumentNode
    variables: Mapping[str, Any]

    def weigh(self) -> Weight:
        """Add everything up."""
        weight = Weight()
        for definition in self.document.definitions:
            if isinstance(definition, OperationDefinitionNode):
                root = self.schema.get_root_type(definition.operation)
                self._walk(definition.selection_set, root, 1, weight, ("query",))
        if weight.nodes > MOST_NODES:
            message = (
                f"This query requests up to {weight.nodes:,} possible nodes which exceeds "
                f"the maximum limit of {MOST_NODES:,}."
            )
            weight.errors.append({"type": "MAX_NODE_LIMIT_EXCEEDED", "message": message})
        return weight

    def _walk(
        self,
        chosen: SelectionSetNode,
        of: object,
        times: int,
        weight: Weight,
        path: tuple[str, ...],
    ) -> None:
        for selection in chosen.selections:
            match selection:
                case FieldNode():
                    self._field(selection, of, times, weight, path)
                case InlineFragmentNode(type_condition=condition, selection_set=inner):
                    kind = self.schema.get_type(condition.name.value) if condition else of
                    self._walk(inner, kind, times, weight, path)
                case FragmentSpreadNode(name=name):
                    fragment = self._fragment(name.value)
                    kind = self.schema.get_type(fragment.type_condition.name.value)
                    self._walk(fragment.selection_set, kind, times, weight, path)

    def _field(
        self, node: FieldNode, of: object, times: int, weight: Weight, path: tuple[str, ...]
    ) -> None:
        if not isinstance(of, GraphQLObjectType | GraphQLInterfaceType) or not node.selection_set:
            return
        name, path = node.name.value, (*path, node.name.value)
        if name not in of.fields:
            return
        kind = get_named_type(of.fields[name].type)
        args = self._arguments(node)
        if kind.name.endswith("Connection"):
            size = self._size(name, args, weight, path)
            weight.requests += times
            weight.nodes += times * size
            times *= size
        elif name == "nodes" and "ids" in args:
            times = self._ids(args["ids"] or [], weight, path)
        self._walk(node.selection_set, kind, times, weight, path)

    def _size(
        self, name: str, args: Mapping[str, Any], weight: Weight, path: tuple[str, ...]
    ) -> int:
        bounds = [x for x in ("first", "last") if isinstance(args.get(x), int)]
        which = bounds[0] if bounds else "first"
        size = args[which] if bounds else None
        if size is None:
            message = (
                f"You must provide a `first` or `last` value to properly paginate "
                f"the `{name}` connection."
            )
            weight.errors.append(
                {"type": "MISSING_PAGINATION_BOUNDARIES", "path": list(path), "message": message}
            )
            return 1
        if not 0 <= size <= MOST:
            message = (
                f"Requesting {size} records on the `{name}` connection exceeds "
                f"the `{which}` limit of {MOST} records."
            )
            weight.errors.append(
                {"type": "EXCESSIVE_PAGINATION", "path": list(path), "message": message}
            )
        return int(size)

    @staticmethod
    def _ids(ids: list[str], weight: Weight, path: tuple[str, ...]) -> int:
        if len(ids) > MOST:
            message = f"You may not provide more than {MOST} node ids; you provided {len(ids)}."
            weight.errors.append({"type": "ARGUMENT_LIMIT", "path": list(path), "message": message})
        return len(ids)

    def _arguments(self, node: FieldNode) -> dict[str, Any]:
        variables = dict(self.variables)
        for definition in self.document.definitions:
            if isinstance(definition, OperationDefinitionNode):
                for each in definition.variable_definitions or ():
                    if each.default_value is not None:
                        value = value_from_ast_untyped(each.default_value)
                        variables.setdefault(each.variable.name.value, value)
        return {
            x.name.value: value_from_ast_untyped(x.value, variables) for x in node.arguments or ()
        }

    def _fragment(self, name: str) -> FragmentDefinitionNode:
        return next(
            x
            for x in self.document.definitions
            if isinstance(x, FragmentDefinitionNode) and x.name.value == name
        )
