"""What every request passes before a route sees it; `api/app.py` shows the order."""
