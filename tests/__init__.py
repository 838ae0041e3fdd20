"""Tests, one module a module, lowest floor first; see CONTRIBUTING."""
