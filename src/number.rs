//! Numbers as people read them: on the page, in its charts and in their tables.

use std::ops::Range;

/// What stands where there is no number.
pub const NONE: &str = "–";

/// The powers of ten that are written as zeros in a narrow column.
const BRIEF: Range<i32> = -2..5;

/// `x` with so many significant digits, and a power of ten only where it is needed.
pub fn significant(x: f64, digits: usize) -> String {
    rounded(x, digits, -5..digits.max(6) as i32)
}

/// `x` in a narrow column: three significant digits.
pub fn short(x: f64) -> String {
    rounded(x, 3, BRIEF)
}

/// `x` where there is room for five characters: three significant digits if they are enough, and one
/// digit and `e−6` instead of a power of ten.
pub fn brief(x: f64) -> String {
    let text = short(x);
    if text.contains('·') {
        return format!("{x:.0e}").replace('-', "−");
    }
    let decimals = text
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    match text.chars().count().saturating_sub(5).min(decimals) {
        0 => text,
        spare => signed(x < 0.0, &format!("{:.*}", decimals - spare, x.abs())),
    }
}

/// `x` in a table: four significant digits.
pub fn tabular(x: f64) -> String {
    rounded(x, 4, -3..4)
}

/// `x` as a number from 1 to 10 with so many decimals, times a power of ten.
pub fn scientific(x: f64, decimals: usize) -> String {
    rounded(x, decimals + 1, 0..0)
}

/// A power of ten, such as 10⁻³; 1 and 10 as they are.
pub fn power(exponent: i32) -> String {
    match exponent {
        0 => "1".into(),
        1 => "10".into(),
        _ => format!("10{}", raised(exponent)),
    }
}

/// The power of ten that a column of numbers up to `most` is written in, as `10⁻⁴` and as a number;
/// nothing where it is better written out.
pub fn unit(most: f64) -> (String, f64) {
    let power = most.abs().log10().floor();
    if !power.is_finite() || BRIEF.contains(&(power as i32)) {
        return (String::new(), 1.0);
    }
    (format!("10{}", raised(power as i32)), 10f64.powf(power))
}

/// `plain` are the powers of ten that are written as zeros.
fn rounded(x: f64, digits: usize, plain: Range<i32>) -> String {
    if x == 0.0 {
        return "0".into();
    }
    if x.is_nan() {
        return NONE.into();
    }
    if x.is_infinite() {
        return signed(x < 0.0, "∞");
    }
    // Rounding may carry into another digit, so the power is read from the rounded number.
    let scientific = format!("{:.*e}", digits.saturating_sub(1), x.abs());
    let (mantissa, power) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let power: i32 = power.parse().unwrap_or(0);
    let text = if plain.contains(&power) {
        let decimals = (digits as i32 - 1 - power).max(0) as usize;
        format!("{:.*}", decimals, x.abs())
    } else {
        scaled(mantissa, power)
    };
    signed(x < 0.0, &text)
}

/// A number times a power of ten.
fn scaled(mantissa: &str, exponent: i32) -> String {
    format!("{mantissa}·10{}", raised(exponent))
}

/// An exponent in superscript.
fn raised(power: i32) -> String {
    let digit = |c| match c {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        _ => '⁻',
    };
    power.to_string().chars().map(digit).collect()
}

/// A setting as it was typed: no more digits than it needs, which are few.
pub fn plain(x: f64) -> String {
    signed(x < 0.0, &as_typed(x).abs().to_string())
}

/// A slider's 0.30000000000000004 is 0.3, and the least number keeps its digits.
fn as_typed(x: f64) -> f64 {
    format!("{x:.11e}").parse().unwrap_or(x)
}

/// A number in a field that can be typed in: as [`plain`], but as a keyboard has it, and small
/// and large ones short enough for the field.
pub fn typed(x: f64) -> String {
    match is_moderate(x) {
        true => plain(x).replace('−', "-"),
        false => format!("{:e}", as_typed(x)),
    }
}

/// A count, with commas between its thousands.
///
/// ```
/// assert_eq!(loss_playground::number::thousands(4312), "4,312");
/// ```
pub fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let first = digits.len() % 3;
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && place % 3 == first {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number that was typed, with a point or a comma before its decimals; `1,000` is a thousand.
pub fn read(typed: &str) -> Option<f64> {
    let typed = typed.trim().replace('−', "-");
    let number = match in_thousands(&typed) {
        true => typed.replace(',', ""),
        // Two commas, or a comma and a point, are no number.
        false => typed.replacen(',', ".", 1),
    };
    number.parse().ok().filter(|x: &f64| x.is_finite())
}

/// Whether commas set a number's digits apart by threes. No group of thousands starts with 0.
fn in_thousands(typed: &str) -> bool {
    let whole = typed.trim_start_matches(['-', '+']);
    let whole = whole.split_once('.').map_or(whole, |(whole, _)| whole);
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let mut rest = groups.peekable();
    let digits = |group: &str| group.bytes().all(|c| c.is_ascii_digit());
    rest.peek().is_some()
        && (1..=3).contains(&first.len())
        && digits(first)
        && !first.starts_with('0')
        && rest.all(|group| group.len() == 3 && digits(group))
}

/// Whether a setting has no row of zeros.
fn is_moderate(x: f64) -> bool {
    x == 0.0 || (1e-3..1e7).contains(&x.abs())
}

/// A setting in a formula or a title: as [`plain`], but without a row of zeros.
pub fn setting(x: f64) -> String {
    if is_moderate(x) {
        return plain(x);
    }
    let scientific = format!("{:e}", as_typed(x).abs());
    let (mantissa, power) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent = power.parse().unwrap_or(0);
    let text = match mantissa {
        "1" => self::power(exponent),
        _ => scaled(mantissa, exponent),
    };
    signed(x < 0.0, &text)
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
    fn a_tiny_setting_has_no_row_of_zeros() {
        assert_eq!(setting(5e-6), "5·10⁻⁶");
        assert_eq!(setting(-2.5e-4), "−2.5·10⁻⁴");
        assert_eq!(setting(1e-3), "0.001");
        assert_eq!(setting(0.0), "0");
        assert_eq!(
            (setting(1e38), setting(1e6)),
            ("10³⁸".into(), "1000000".into())
        );
    }

    #[test]
    fn six_significant_digits() {
        assert_eq!(significant(std::f64::consts::LN_2, 6), "0.693147");
        assert_eq!(significant(1.0, 6), "1.00000");
        assert_eq!(significant(-0.000_123_456_78, 6), "−0.000123457");
        assert_eq!(significant(12.345_678_9, 6), "12.3457");
        assert_eq!(significant(999_999.9, 6), "1.00000·10⁶");
        assert_eq!(significant(123_456.0, 6), "123456");
        assert_eq!(significant(1.5e-9, 3), "1.50·10⁻⁹");
        assert_eq!(significant(0.0, 6), "0");
        assert_eq!(significant(f64::INFINITY, 6), "∞");
    }

    #[test]
    fn columns_are_narrow() {
        assert_eq!(short(-0.000_478_2), "−4.78·10⁻⁴");
        assert_eq!(short(0.0123), "0.0123");
        assert_eq!(short(0.5), "0.500");
        assert_eq!(short(1.0), "1.00");
        assert_eq!(short(12_345.0), "12345");
        assert_eq!(short(1e12), "1.00·10¹²");
        assert_eq!(short(2e-5), "2.00·10⁻⁵");
        assert_eq!(brief(-0.000_478_2), "−5e−4");
        assert_eq!(brief(-4.782), "−4.78");
        assert_eq!(
            (brief(0.0193), brief(-0.0193)),
            ("0.019".into(), "−0.02".into())
        );
        assert_eq!(
            (brief(0.989), brief(-0.989)),
            ("0.989".into(), "−0.99".into())
        );
        assert_eq!(
            (brief(0.0), brief(-12_345.0)),
            ("0".into(), "−12345".into())
        );
        assert_eq!(brief(99_999.9), "1e5");
        assert_eq!(brief(f64::NEG_INFINITY), "−∞");
    }

    #[test]
    fn a_column_has_one_unit() {
        assert_eq!(unit(4.78e-4), ("10⁻⁴".into(), 1e-4));
        assert_eq!(unit(0.05), (String::new(), 1.0));
        assert_eq!(unit(0.0), (String::new(), 1.0));
    }

    #[test]
    fn a_table_and_an_axis_have_powers_of_ten_early() {
        assert_eq!(tabular(0.12345), "0.1235");
        assert_eq!(tabular(-1.0 / 3.0 * 1e-3), "−3.333·10⁻⁴");
        assert_eq!(tabular(9999.9), "1.000·10⁴");
        assert_eq!(tabular(f64::NEG_INFINITY), "−∞");
        assert_eq!(scientific(-2e-5, 0), "−2·10⁻⁵");
        assert_eq!(scientific(1.26e7, 1), "1.3·10⁷");
        assert_eq!(
            (power(-12), power(0), power(1)),
            ("10⁻¹²".into(), "1".into(), "10".into())
        );
    }

    #[test]
    fn settings_are_short() {
        assert_eq!(plain(0.1 + 0.2), "0.3");
        assert_eq!(plain(1e-3), "0.001");
        assert_eq!(
            (plain(-0.5).as_str(), typed(-0.5).as_str()),
            ("−0.5", "-0.5")
        );
        assert_eq!(plain(1.0), "1");
        assert_eq!(plain(1e-12), "0.000000000001");
        // What is small loses none of its digits.
        assert_eq!(plain(1.25e-9), "0.00000000125");
        assert_eq!(plain(0.1 + 1e-10), "0.1000000001");
        assert_eq!(
            (setting(1.25e-12), setting(3e-9 * 0.1)),
            ("1.25·10⁻¹²".into(), "3·10⁻¹⁰".into())
        );
        assert_eq!(setting(1e-15), "10⁻¹⁵");
    }

    #[test]
    fn fields_hold_small_numbers_whole() {
        assert_eq!(
            (typed(1e-12).as_str(), typed(-2.5e-9).as_str()),
            ("1e-12", "-2.5e-9")
        );
        assert_eq!((typed(0.0).as_str(), typed(0.001).as_str()), ("0", "0.001"));
        assert_eq!(
            (typed(-1e38).as_str(), typed(1e6).as_str()),
            ("-1e38", "1000000")
        );
        for x in [1e-12, 3.25e12, -2.5e-9, 0.001, 0.3, -7.0, 1234.5] {
            assert_eq!(read(&typed(x)), Some(x));
        }
    }

    #[test]
    fn thousands_are_set_apart() {
        let text = [0, 999, 1000, 12_345, 1_234_567].map(thousands);
        assert_eq!(text, ["0", "999", "1,000", "12,345", "1,234,567"]);
    }

    #[test]
    fn a_comma_is_a_point_or_sets_thousands_apart() {
        assert_eq!(read(" 0,5 "), Some(0.5));
        assert_eq!(read("−1,25"), Some(-1.25));
        assert_eq!(read("0,125"), Some(0.125));
        assert_eq!(read("1,000"), Some(1000.0));
        assert_eq!(read("-12,345,678.5"), Some(-12_345_678.5));
        for none in ["", "one", "1,00,0", "1,5,5", "1.5,5", "inf", "NaN"] {
            assert_eq!(read(none), None, "{none}");
        }
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
