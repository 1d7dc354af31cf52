//! What is measured, and in which unit: a closed table of units, each with its dimension and its exact factor (P5.1).

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::time::FromText;
use crate::values::exact_decimals;

exact_decimals! {
    /// What an instrument shows: an exact decimal with at most nine places, written as a string.
    Reading if |value| value.scale() <= 9 && value.abs() < Decimal::from(1_000_000_000_i64),
    /// Why a text is not a reading.
    NotAReading: "`{0}` is not a measured value: write a decimal such as \"245.5\", between -10^9 and 10^9, at most nine places",
    "a measured value as a string", "^-?[0-9]{1,9}([.][0-9]{1,9})?$", "245.5";
}

impl Reading {
    /// The same in another unit of the dimension, exactly; `None` where the dimensions differ, or no reading says it exactly.
    #[must_use]
    pub fn in_unit(self, from: Unit, to: Unit) -> Option<Self> {
        if from == to {
            return Some(self);
        }
        if from.dimension() != to.dimension() {
            return None;
        }
        // A reading has at most 18 digits and no factor more than 10, so that the product is exact in 28.
        let in_base = self.0.checked_mul(from.factor())?.checked_add(from.offset())?.checked_sub(to.offset())?;
        let value = in_base.checked_div(to.factor())?.normalize();
        let is_exact = value.checked_mul(to.factor()) == Some(in_base);
        // The bounds of a reading are those of its text.
        if is_exact { value.to_string().parse().ok() } else { None }
    }
}

/// What a unit measures. Only units of one dimension can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// 长度.
    Length,
    /// 角度.
    Angle,
    /// 质量.
    Mass,
    /// 时间.
    Time,
    /// 温度.
    Temperature,
    /// 压力.
    Pressure,
    /// 力.
    Force,
    /// 扭矩.
    Torque,
    /// 功率.
    Power,
    /// 转速.
    RotationalSpeed,
    /// 频率.
    Frequency,
    /// 体积.
    Volume,
    /// 体积流量, leaks too.
    VolumeFlow,
    /// 质量流量.
    MassFlow,
    /// 燃油消耗率.
    SpecificConsumption,
    /// 电压.
    Voltage,
    /// 电流.
    Current,
    /// 电阻.
    Resistance,
    /// 声压级.
    SoundLevel,
    /// 振动速度.
    Vibration,
    /// 洛氏硬度.
    RockwellHardness,
    /// 布氏硬度.
    BrinellHardness,
    /// 维氏硬度.
    VickersHardness,
    /// 烟度.
    Smoke,
    /// 比率.
    Ratio,
    /// 个数.
    Count,
}

macro_rules! units {
    ($($(#[$doc:meta])* $Unit:ident = $name:literal $(| $alias:literal)*, $Dimension:ident, $factor:literal;)*) => {
        /// A unit of measurement. The factor is that to the smallest unit of its dimension, so that it is exact for all.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum Unit {
            $($(#[$doc])* #[serde(rename = $name $(, alias = $alias)*)] $Unit),*
        }

        impl Unit {
            /// All units.
            pub const ALL: &[Self] = &[$(Self::$Unit),*];

            /// How it is written.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$Unit => $name),* }
            }

            /// What it measures.
            #[must_use]
            pub const fn dimension(self) -> Dimension {
                match self { $(Self::$Unit => Dimension::$Dimension),* }
            }

            fn factor(self) -> Decimal {
                match self { $(Self::$Unit => Decimal::from($factor as i64)),* }
            }

            fn named(text: &str) -> Option<Self> {
                match text { $($name $(| $alias)* => Some(Self::$Unit),)* _ => None }
            }
        }
    };
}

units! {
    /// Micrometre.
    Micrometre = "um" | "μm" | "µm", Length, 1;
    /// Millimetre.
    Millimetre = "mm", Length, 1_000;
    /// Metre.
    Metre = "m", Length, 1_000_000;
    /// Degree of an angle.
    Degree = "deg" | "°", Angle, 1;
    /// Milligram.
    Milligram = "mg", Mass, 1;
    /// Gram.
    Gram = "g", Mass, 1_000;
    /// Kilogram.
    Kilogram = "kg", Mass, 1_000_000;
    /// Millisecond.
    Millisecond = "ms", Time, 1;
    /// Second.
    Second = "s", Time, 1_000;
    /// Minute.
    Minute = "min", Time, 60_000;
    /// Hour.
    Hour = "h", Time, 3_600_000;
    /// Degree Celsius.
    DegreeCelsius = "degC" | "°C" | "℃", Temperature, 1;
    /// Kelvin.
    Kelvin = "K", Temperature, 1;
    /// Pascal.
    Pascal = "Pa", Pressure, 1;
    /// Millibar.
    Millibar = "mbar", Pressure, 100;
    /// Kilopascal.
    Kilopascal = "kPa", Pressure, 1_000;
    /// Bar.
    Bar = "bar", Pressure, 100_000;
    /// Megapascal.
    Megapascal = "MPa", Pressure, 1_000_000;
    /// Newton.
    Newton = "N", Force, 1;
    /// Kilonewton.
    Kilonewton = "kN", Force, 1_000;
    /// Newton metre.
    NewtonMetre = "Nm" | "N·m" | "N.m", Torque, 1;
    /// Watt.
    Watt = "W", Power, 1;
    /// Kilowatt.
    Kilowatt = "kW", Power, 1_000;
    /// Turns in a minute.
    PerMinute = "1/min" | "rpm" | "r/min", RotationalSpeed, 1;
    /// Hertz.
    Hertz = "Hz", Frequency, 1;
    /// Millilitre.
    Millilitre = "mL" | "ml", Volume, 1;
    /// Litre.
    Litre = "L" | "l", Volume, 1_000;
    /// Millilitres in a minute.
    MillilitrePerMinute = "mL/min" | "ml/min", VolumeFlow, 60;
    /// Litres in an hour.
    LitrePerHour = "L/h" | "l/h", VolumeFlow, 1_000;
    /// Litres in a minute.
    LitrePerMinute = "L/min" | "l/min", VolumeFlow, 60_000;
    /// Cubic metres in an hour.
    CubicMetrePerHour = "m3/h" | "m³/h", VolumeFlow, 1_000_000;
    /// Grams in an hour.
    GramPerHour = "g/h", MassFlow, 1;
    /// Grams in a second.
    GramPerSecond = "g/s", MassFlow, 3_600;
    /// Kilograms in an hour.
    KilogramPerHour = "kg/h", MassFlow, 1_000;
    /// Grams of fuel for a kilowatt hour.
    GramPerKilowattHour = "g/kWh" | "g/(kW·h)", SpecificConsumption, 1;
    /// Millivolt.
    Millivolt = "mV", Voltage, 1;
    /// Volt.
    Volt = "V", Voltage, 1_000;
    /// Milliampere.
    Milliampere = "mA", Current, 1;
    /// Ampere.
    Ampere = "A", Current, 1_000;
    /// Milliohm.
    Milliohm = "mOhm" | "mΩ", Resistance, 1;
    /// Ohm.
    Ohm = "Ohm" | "Ω", Resistance, 1_000;
    /// Kiloohm.
    Kiloohm = "kOhm" | "kΩ", Resistance, 1_000_000;
    /// Megaohm.
    Megaohm = "MOhm" | "MΩ", Resistance, 1_000_000_000;
    /// Decibel as the ear hears it.
    DecibelA = "dBA" | "dB(A)", SoundLevel, 1;
    /// Millimetres in a second.
    MillimetrePerSecond = "mm/s", Vibration, 1;
    /// Hardness by Rockwell, scale C.
    RockwellC = "HRC", RockwellHardness, 1;
    /// Hardness by Brinell.
    Brinell = "HBW" | "HB", BrinellHardness, 1;
    /// Hardness by Vickers.
    Vickers = "HV", VickersHardness, 1;
    /// Filter smoke number.
    FilterSmokeNumber = "FSN", Smoke, 1;
    /// Millionth part.
    PartPerMillion = "ppm", Ratio, 1;
    /// Hundredth part.
    Percent = "%", Ratio, 10_000;
    /// The ratio itself.
    One = "1", Ratio, 1_000_000;
    /// How many.
    Piece = "pcs", Count, 1;
}

impl Unit {
    /// Where its zero lies, in the smallest unit of its dimension.
    fn offset(self) -> Decimal {
        if self == Self::DegreeCelsius { Decimal::new(27_315, 2) } else { Decimal::ZERO }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a text is not a unit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a unit; the units are {units}", units = Unit::ALL.iter().map(|unit| unit.name()).collect::<Vec<_>>().join(", "))]
pub struct NotAUnit(String);

impl FromStr for Unit {
    type Err = NotAUnit;

    fn from_str(text: &str) -> Result<Self, NotAUnit> {
        Self::named(text).ok_or_else(|| NotAUnit(text.chars().take(60).collect()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reading(text: &str) -> Reading {
        text.parse().unwrap()
    }

    fn converted(value: &str, from: &str, to: &str) -> Option<String> {
        let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
        reading(value).in_unit(from, to).map(|value| value.to_string())
    }

    #[test]
    fn a_reading_is_exact_and_bounded() {
        for text in ["0", "245.50", "-12.000000001", "999999999.999999999", "0.1"] {
            assert_eq!(reading(text).to_string(), text);
        }
        for text in ["", "1e3", "1_000", "1000000000", "0.0000000001", "NaN", "12,5", "=1+1", "0x10"] {
            assert!(text.parse::<Reading>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_value_is_the_same_in_another_unit_or_it_is_none() {
        for (value, from, to, same) in [
            ("245.5", "kPa", "MPa", Some("0.2455")),
            ("2.455", "bar", "kPa", Some("245.5")),
            ("25", "℃", "K", Some("298.15")),
            ("0", "K", "degC", Some("-273.15")),
            ("90", "s", "min", Some("1.5")),
            ("100", "s", "min", None),
            ("0.5", "um", "m", Some("0.0000005")),
            ("0.0001", "um", "m", None),
            ("999999999", "m", "um", None),
            ("1.5", "%", "ppm", Some("15000")),
            ("2200", "rpm", "r/min", Some("2200")),
            ("12.50", "N·m", "Nm", Some("12.50")),
            ("1", "kW", "Nm", None),
            ("3", "L/min", "m3/h", Some("0.18")),
        ] {
            assert_eq!(converted(value, from, to).as_deref(), same, "{value} {from} in {to}");
        }
    }

    #[test]
    fn a_unit_is_written_in_one_way_and_read_in_those_that_people_use() {
        for unit in Unit::ALL {
            let json = serde_json::to_string(unit).unwrap();
            assert_eq!((json.trim_matches('"'), unit.name().parse()), (unit.name(), Ok(*unit)));
            assert_eq!(serde_json::from_str::<Unit>(&json).unwrap(), *unit);
        }
        assert_eq!(serde_json::from_str::<Unit>("\"℃\"").unwrap(), Unit::DegreeCelsius);
        assert!("furlong".parse::<Unit>().unwrap_err().to_string().contains("mm, m, deg"));
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same(
            digits in -999_999_999_i64..1_000_000_000,
            scale in 0_u32..10,
            from in prop::sample::select(Unit::ALL),
            to in prop::sample::select(Unit::ALL),
        ) {
            let value: Reading = Decimal::new(digits, scale).to_string().parse().unwrap();
            match value.in_unit(from, to) {
                Some(same) => {
                    prop_assert_eq!(from.dimension(), to.dimension());
                    prop_assert_eq!(same.in_unit(to, from), Some(value));
                }
                None => prop_assert!(from != to),
            }
        }
    }
}
