"""How the documentation is built: warnings are errors (see .ci/run)."""

from __future__ import annotations

from importlib.metadata import version as installed

project = "salescycle"
author = "The salescycle authors"
project_copyright = "2026, the salescycle authors"
release = version = installed("salescycle")

extensions = ["myst_parser", "sphinx.ext.autodoc"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "salescycle"
nitpicky = False

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_default_options = {"members": True, "show-inheritance": True}
