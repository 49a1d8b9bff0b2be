"""The domain model: frozen models, their states and transitions, and the register itself."""
