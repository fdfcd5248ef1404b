"""Whether a GraphQL answer has the shape that its query and the schema call for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    is_abstract_type,
    value_from_ast_untyped,
)

Fields = dict[str, list[FieldNode]]


def misfits(
    schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any], data: Any
) -> list[str]:
    """Say what in `data` was not asked for, is missing, or is null and must not be."""
    operation = next(x for x in document.definitions if isinstance(x, OperationDefinitionNode))
    fragments = {
        x.name.value: x for x in document.definitions if isinstance(x, FragmentDefinitionNode)
    }
    root = schema.get_root_type(operation.operation)
    walk = _Walk(schema, fragments, variables, {})
    return list(walk.value(data, root, (operation.selection_set,), "data"))


@dataclass
class _Walk:
    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]
    known: dict[tuple[str, tuple[int, ...]], Fields]

    def value(self, value: Any, kind: Any, chosen: tuple[SelectionSetNode, ...], at: str):
        """Go through one value of a type, with all that was selected of it."""
        if isinstance(kind, GraphQLNonNull):
            if value is None:
                yield f"{at} is null"
                return
            kind = kind.of_type
        if value is None:
            return
        if isinstance(kind, GraphQLList):
            for i, each in enumerate(value):
                yield from self.value(each, kind.of_type, chosen, f"{at}.{i}")
        elif is_abstract_type(kind):
            yield from self._abstract(value, kind, chosen, at)
        elif isinstance(kind, GraphQLObjectType):
            yield from self._object(value, kind, chosen, at)
        else:
            yield from _leaf(value, kind, at)

    def _object(
        self, value: Any, kind: GraphQLObjectType, chosen: tuple[SelectionSetNode, ...], at: str
    ) -> Iterator[str]:
        fields = self._fields(kind, chosen)
        yield from (f"{at}.{x} was not asked for of {kind}" for x in value.keys() - fields.keys())
        yield from (f"{at}.{x} is missing from {kind}" for x in fields.keys() - value.keys())
        for name in fields.keys() & value.keys():
            nodes = fields[name]
            if nodes[0].name.value == "__typename":
                if value[name] != kind.name:
                    yield f"{at} says it is {value[name]}, not {kind}"
                continue
            inner = tuple(x.selection_set for x in nodes if x.selection_set)
            of = kind.fields[nodes[0].name.value].type
            yield from self.value(value[name], of, inner, f"{at}.{name}")

    def _abstract(
        self, value: Any, kind: GraphQLAbstractType, chosen: tuple[SelectionSetNode, ...], at: str
    ) -> Iterator[str]:
        """Any possible type will do that fits; where it is told, that one."""
        told, first = value.get("__typename"), None
        for each in self.schema.get_possible_types(kind):
            if told in {None, each.name}:
                wrong = list(self._object(value, each, chosen, at))
                if not wrong:
                    return
                first = first or wrong
        yield from first or [f"{at} cannot be {told}"]

    def _fields(self, kind: GraphQLObjectType, chosen: tuple[SelectionSetNode, ...]) -> Fields:
        key = (kind.name, tuple(id(x) for x in chosen))
        if key not in self.known:
            self.known[key] = {}
            for each in chosen:
                self._collect(kind, each, self.known[key])
        return self.known[key]

    def _collect(self, kind: GraphQLObjectType, chosen: SelectionSetNode, into: Fields) -> None:
        for x in chosen.selections:
            if self._left_out(x):
                continue
            match x:
                case FieldNode():
                    name = x.alias.value if x.alias else x.name.value
                    into.setdefault(name, []).append(x)
                case InlineFragmentNode():
                    if x.type_condition is None or self._is(kind, x.type_condition.name.value):
                        self._collect(kind, x.selection_set, into)
                case FragmentSpreadNode():
                    fragment = self.fragments[x.name.value]
                    if self._is(kind, fragment.type_condition.name.value):
                        self._collect(kind, fragment.selection_set, into)

    def _is(self, kind: GraphQLObjectType, name: str) -> bool:
        other = self.schema.get_type(name)
        return kind is other or (is_abstract_type(other) and self.schema.is_sub_type(other, kind))

    def _left_out(self, node: Any) -> bool:
        for directive in node.directives or ():
            (argument,) = directive.arguments
            given = value_from_ast_untyped(argument.value, self.variables)
            if given is (directive.name.value == "skip"):
                return True
        return False


def _leaf(value: Any, kind: Any, at: str) -> Iterator[str]:
    fits: dict[str, Any] = {
        "String": str, "ID": str, "DateTime": str, "URI": str, "BigInt": str,
        "Int": int, "Boolean": bool, "Float": float | int,
    }  # fmt: skip
    if isinstance(kind, GraphQLEnumType):
        if value not in kind.values:
            yield f"{at} is {value}, no {kind}"
    elif kind.name in fits and not isinstance(value, fits[kind.name]):
        yield f"{at} is {value!r}, no {kind}"
