"""The yardstick of linkage: whatever links a register is scored against the truth that the register's maker kept."""
