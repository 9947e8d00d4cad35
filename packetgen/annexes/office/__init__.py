"""Word, Excel, PowerPoint and OpenDocument files, made safe before an engine draws them."""
