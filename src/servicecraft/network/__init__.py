"""Who serves whom: influence, line of sight, structure and scenarios of one network that ends at the customer."""

from servicecraft.network.network import ServiceNetwork

__all__ = ["ServiceNetwork"]
