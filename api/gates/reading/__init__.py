"""From a TOML text to typed policies, or to every fault with its line."""
