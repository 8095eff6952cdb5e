"""A verb with an argument of its own and commands below it: `cgq materials 3`, `cgq materials remove 3`."""

from __future__ import annotations

from typing import Any

from cgq_cli.helping import Group

COMMAND_NAMED = "cgq_cli.command_named"
"""Where a call keeps whether it names one of the commands."""


class DefaultGroup(Group):
    """A group that takes its own argument as long as none of its commands is named."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        words = args[: args.index("--")] if "--" in args else args
        ctx.meta[COMMAND_NAMED] = any(word in self.commands for word in words)
        ctx.allow_interspersed_args = not ctx.meta[COMMAND_NAMED]
        return super().parse_args(ctx, args)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, which the group's own argument does not belong to."""
        ctx.meta[COMMAND_NAMED] = True
        return super().get_command(ctx, cmd_name)

    def get_params(self, ctx: Any) -> list[Any]:
        params = super().get_params(ctx)
        if ctx.meta.get(COMMAND_NAMED):
            return [param for param in params if param.param_type_name != "argument"]
        return params
