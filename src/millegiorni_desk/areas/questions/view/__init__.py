"""What screens of other areas show of the questions: fields to answer them, and a card that answers in place."""
