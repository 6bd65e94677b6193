"""The course team's tools: `build` makes the stubs from the solutions, `check` proves that suites deserve trust."""
