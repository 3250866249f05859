"""XMP packets: read whichever way they were written, and changed so that everything else stays as it is."""
