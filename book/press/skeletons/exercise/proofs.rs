//! What is right passes, what is wrong fails, and is told why.
