//! Physical quantities as types.
//!
//! Only three products exist: [`Flux`] × [`Area`] = [`Rate`], [`Rate`] × [`Seconds`] = [`Mass`], and a [`Share`] of any of them.
//! A mass is always in kilograms of the gas that is named beside it, never of carbon or nitrogen.

use std::iter::Sum;
use std::ops::{Add, Mul, Neg, Sub};

macro_rules! quantity {
    ($(#[$docs:meta])* $name:ident, $from:ident, $as:ident, $unit:literal) => {
        $(#[$docs])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
        pub struct $name(f64);

        impl $name {
            /// Nothing of the quantity.
            pub const ZERO: Self = Self(0.0);

            #[doc = concat!("The quantity from its value in ", $unit, ".")]
            #[must_use]
            pub const fn $from(value: f64) -> Self {
                Self(value)
            }

            #[doc = concat!("The value in ", $unit, ".")]
            #[must_use]
            pub const fn $as(self) -> f64 {
                self.0
            }

            /// The quantity without its sign.
            #[must_use]
            pub const fn abs(self) -> Self {
                Self(self.0.abs())
            }
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }

        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }

        impl Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                Self(-self.0)
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
                Self(crate::sum::compensated(values.map(|value| value.0)))
            }
        }
    };
}

quantity! {
    /// Mass of a gas that crosses a unit of surface in a unit of time, positive into the atmosphere.
    Flux, from_kg_m2_s, as_kg_m2_s, "kg m⁻² s⁻¹"
}
quantity! {
    /// Area on the surface of an [`Earth`](crate::Earth).
    Area, from_m2, as_m2, "m²"
}
quantity! {
    /// Mass of a gas emitted in a unit of time.
    Rate, from_kg_s, as_kg_s, "kg s⁻¹"
}
quantity! {
    /// Mass of a gas.
    Mass, from_kg, as_kg, "kg"
}
quantity! {
    /// Length of time.
    Seconds, new, as_seconds, "s"
}

impl Mass {
    /// The mass from kilotonnes (gigagrams), the unit of inventory tables.
    #[must_use]
    pub const fn from_kilotonnes(kilotonnes: f64) -> Self {
        Self(kilotonnes * 1e6)
    }

    /// The value in kilotonnes (gigagrams).
    #[must_use]
    pub const fn as_kilotonnes(self) -> f64 {
        self.0 / 1e6
    }

    /// One of so many equal parts.
    #[must_use]
    pub fn over(self, parts: usize) -> Self {
        Self(self.0 / f64::from(u32::try_from(parts).unwrap_or(u32::MAX)))
    }
}

/// A dimensionless share, 0 for nothing and 1 for the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Share(f64);

impl Share {
    /// Nothing of the whole.
    pub const NONE: Self = Self(0.0);
    /// The whole.
    pub const WHOLE: Self = Self(1.0);

    /// The share from a fraction of 1.
    #[must_use]
    pub const fn new(fraction: f64) -> Self {
        Self(fraction)
    }

    /// The fraction of 1.
    #[must_use]
    pub const fn as_fraction(self) -> f64 {
        self.0
    }

    /// The share in per cent.
    #[must_use]
    pub const fn as_percent(self) -> f64 {
        self.0 * 100.0
    }
}

impl Mul<Area> for Flux {
    type Output = Rate;
    fn mul(self, area: Area) -> Rate {
        Rate(self.0 * area.0)
    }
}

impl Mul<Seconds> for Rate {
    type Output = Mass;
    fn mul(self, duration: Seconds) -> Mass {
        Mass(self.0 * duration.0)
    }
}

impl Mul<Share> for Mass {
    type Output = Self;
    fn mul(self, share: Share) -> Self {
        Self(self.0 * share.0)
    }
}

impl Mul<Share> for Area {
    type Output = Self;
    fn mul(self, share: Share) -> Self {
        Self(self.0 * share.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flux_over_an_area_for_a_time_is_a_mass() {
        let mass = Flux::from_kg_m2_s(2.0) * Area::from_m2(3.0) * Seconds::new(5.0);
        assert_eq!(mass, Mass::from_kg(30.0));
    }

    #[test]
    fn a_kilotonne_is_a_million_kilograms() {
        assert_eq!(Mass::from_kilotonnes(1.5), Mass::from_kg(1.5e6));
        assert!((Mass::from_kg(2.5e6).as_kilotonnes() - 2.5).abs() < 1e-15);
    }
}
