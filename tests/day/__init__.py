"""An analyst's day at the workbench, page by page, as hands on mouse and keys do it."""
