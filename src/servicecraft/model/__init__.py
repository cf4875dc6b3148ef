"""The nouns: frozen classes without computation beyond validation and look-up; `Program` gathers them."""
