"""From planned parts to one proved PDF: plan, drawn pages, stamps, assembly, proof."""
