"""GitHub, github.com or Enterprise: GraphQL to read, REST to write, REST alone where it must."""
