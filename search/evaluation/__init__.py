"""How well the search does on judged questions: what `manage.py evaluate_search` is made of."""
