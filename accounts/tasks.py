"""What the worker does for accounts."""

from procrastinate.contrib.django import app

from accounts import letters


@app.task(name="accounts.tasks.send_letter")
def send_letter(person: str, letter: str, facts: dict) -> None:
    """Send a letter about a person's own account."""
    letters.send_letter(person=person, letter=letter, facts=facts)
