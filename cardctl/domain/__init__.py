"""What a register is made of: frozen models, their states and moves, and the register itself."""
