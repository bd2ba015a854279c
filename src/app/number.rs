//! Numbers as people read them.

/// `x` with so many significant digits, a real minus sign, and an exponent only where it is needed.
pub fn significant(x: f64, digits: usize) -> String {
    if x == 0.0 {
        return "0".into();
    }
    if !x.is_finite() {
        return if x.is_nan() {
            "not a number".into()
        } else {
            signed(x < 0.0, "∞")
        };
    }
    // Rounding may carry into another digit, so the exponent is read from the rounded number.
    let scientific = format!("{:.*e}", digits.saturating_sub(1), x.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let digits = digits as i32;
    let text = if (-5..digits.max(6)).contains(&exponent) {
        let decimals = (digits - 1 - exponent).max(0) as usize;
        format!("{:.*}", decimals, x.abs())
    } else {
        format!(
            "{mantissa}e{}",
            signed(exponent < 0, &exponent.abs().to_string())
        )
    };
    signed(x < 0.0, &text)
}

/// A setting as it was typed: no more digits than it needs, which are few.
pub fn plain(x: f64) -> String {
    // A slider's 0.30000000000000004 is 0.3.
    let rounded = (x * 1e9).round() / 1e9;
    let shown = if rounded == 0.0 { x } else { rounded };
    signed(shown < 0.0, &shown.abs().to_string())
}

/// A share as a whole percentage that is 0 or 100 only if the share is 0 or 1.
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 1.0 {
        return "<1 %".into();
    }
    if percent < 100.0 && percent > 99.0 {
        return ">99 %".into();
    }
    format!("{percent:.0} %")
}

fn signed(negative: bool, text: &str) -> String {
    if negative {
        format!("−{text}")
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_significant_digits() {
        assert_eq!(significant(0.693_147_180_56, 6), "0.693147");
        assert_eq!(significant(1.0, 6), "1.00000");
        assert_eq!(significant(-0.000_123_456_78, 6), "−0.000123457");
        assert_eq!(significant(12.345_678_9, 6), "12.3457");
        assert_eq!(significant(999_999.9, 6), "1.00000e6");
        assert_eq!(significant(123_456.0, 6), "123456");
        assert_eq!(significant(1.5e-9, 3), "1.50e−9");
        assert_eq!(significant(0.0, 6), "0");
        assert_eq!(significant(f64::INFINITY, 6), "∞");
    }

    #[test]
    fn settings_are_short() {
        assert_eq!(plain(0.1 + 0.2), "0.3");
        assert_eq!(plain(1e-3), "0.001");
        assert_eq!(plain(1.0), "1");
        assert_eq!(plain(1e-12), "0.000000000001");
    }

    #[test]
    fn nearly_all_is_not_all() {
        assert_eq!(percent(0.999), ">99 %");
        assert_eq!(percent(0.002), "<1 %");
        assert_eq!(percent(0.0), "0 %");
        assert_eq!(percent(1.0), "100 %");
        assert_eq!(percent(0.257), "26 %");
    }
}
