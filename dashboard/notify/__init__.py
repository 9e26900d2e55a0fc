"""Tell incidents and red alerts to programs and group robots outside (webhooks)."""
