"""What `ilosync …` can do: one module a command, loaded when it is asked for."""
