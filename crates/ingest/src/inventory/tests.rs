//! Each behaviour of the layouts on a table small enough to check by eye.
