"""Making the project known (Action 6): materials, posts, conferences, and what shows that the funders are named."""
