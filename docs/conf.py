"""How the documentation is built; warnings are errors, and every example runs."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generated_pages import write_pages

project = "servicecraft"
author = "The servicecraft founders"
copyright = "2026, the servicecraft founders"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
html_theme = "furo"
html_title = "servicecraft"
html_static_path = ["_static"]
html_css_files = ["answers.css"]
exclude_patterns = ["_build", "jupyter_execute"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_merge_streams = True
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
napoleon_google_docstring = True
napoleon_use_ivar = True
default_role = "code"
suppress_warnings = ["mystnb.unknown_mime_type"]

write_pages(Path(__file__).parent)
