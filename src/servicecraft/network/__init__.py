"""Who serves whom: influence, line of sight, structure and scenarios of one network that ends at the customer."""

from servicecraft.network.delivering import Quality
from servicecraft.network.diagnosing import Diagnosis
from servicecraft.network.investing import Improvement, Investment
from servicecraft.network.network import ServiceNetwork
from servicecraft.network.what_if import WhatIf

__all__ = ["Diagnosis", "Improvement", "Investment", "Quality", "ServiceNetwork", "WhatIf"]
