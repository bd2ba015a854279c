//! What turns a gradient into a step: as in `torch.optim`, with its defaults.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::kernel::lanes::{LANES, Lanes, WholeLanes, padded, without_dust};

/// An optimiser. None decays weights.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Optimiser {
    /// θ ← θ − rate·g: `SGD`.
    #[default]
    GradientDescent,
    /// m ← momentum·m + g, θ ← θ − rate·m: `SGD(momentum=…)`.
    Momentum {
        /// How much of the last step goes on.
        momentum: f32,
    },
    /// Steps along a running mean of the gradient over the root of one of its square, both
    /// corrected for their start at 0: `Adam`.
    Adam {
        /// How much of the mean is kept.
        beta1: f32,
        /// How much of the mean square is kept.
        beta2: f32,
        /// What is added to the root.
        epsilon: f32,
    },
}

/// What an optimiser remembers of earlier gradients, one number a parameter; what it does not need
/// is empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Momenta {
    /// The momentum, or Adam's mean.
    pub first: Vec<f32>,
    /// Adam's mean square.
    pub second: Vec<f32>,
}

impl Optimiser {
    /// Momentum with the usual 0.9.
    pub const MOMENTUM: Self = Self::Momentum { momentum: 0.9 };

    /// Adam with the defaults of PyTorch.
    pub const ADAM: Self = Self::Adam {
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
    };

    /// That its numbers make sense.
    ///
    /// # Errors
    /// If what is to be kept of earlier gradients is not a share below 1, or Adam's epsilon is not positive.
    pub fn check(&self) -> Result<()> {
        let share = |name: &str, given: f32| match (0.0..1.0).contains(&given) {
            true => Ok(()),
            false => Err(Error::field(
                name,
                format!(
                    "{given} was given, but a share of what is kept is at least 0 and below 1; pass one such as 0.9"
                ),
            )),
        };
        match *self {
            Self::GradientDescent => Ok(()),
            Self::Momentum { momentum } => share("optimiser.momentum", momentum),
            Self::Adam {
                beta1,
                beta2,
                epsilon,
            } => {
                share("optimiser.beta1", beta1)?;
                share("optimiser.beta2", beta2)?;
                if epsilon.is_finite() && epsilon > 0.0 {
                    return Ok(());
                }
                let problem = format!(
                    "{epsilon} was given, but what is divided by must not be 0; pass a small positive number such as 1e-8"
                );
                Err(Error::field("optimiser.epsilon", problem))
            }
        }
    }

    /// What it remembers before the first step of so many parameters.
    pub fn momenta(&self, parameters: usize) -> Momenta {
        let (first, second) = match self {
            Self::GradientDescent => (0, 0),
            Self::Momentum { .. } => (parameters, 0),
            Self::Adam { .. } => (parameters, parameters),
        };
        Momenta {
            first: vec![0.0; first],
            second: vec![0.0; second],
        }
    }

    /// Moves the parameters, and says whether all of them are finite still; `step` counts from 0.
    ///
    /// ```
    /// use loss_playground::descent::Optimiser;
    ///
    /// // Adam's first step has the length of the rate, whatever the gradient.
    /// let mut parameters = [1.0];
    /// let mut momenta = Optimiser::ADAM.momenta(1);
    /// assert!(Optimiser::ADAM.step(0, 0.5, &[100.0], &mut momenta, &mut parameters));
    /// assert_eq!(parameters, [0.5]);
    /// ```
    pub fn step(
        &self,
        step: u32,
        rate: f64,
        gradient: &[f32],
        momenta: &mut Momenta,
        parameters: &mut [f32],
    ) -> bool {
        let Momenta { first, second } = momenta;
        let rate_lanes = Lanes::splat(rate as f32);
        match *self {
            Self::GradientDescent => walk(gradient, [parameters], |g, [parameter]| {
                [rate_lanes.mul_neg_add(g, parameter)]
            }),
            Self::Momentum { momentum } => {
                let momentum = Lanes::splat(momentum);
                walk(gradient, [parameters, first], |g, [parameter, m]| {
                    let m = without_dust(momentum.mul_add(m, g));
                    [rate_lanes.mul_neg_add(m, parameter), m]
                })
            }
            Self::Adam {
                beta1,
                beta2,
                epsilon,
            } => {
                let (length, spread) = adam_factors(beta1, beta2, step);
                let [length, spread] = [rate * length, spread].map(|x| Lanes::splat(x as f32));
                let [new1, beta2, new2, epsilon] =
                    [1.0 - beta1, beta2, 1.0 - beta2, epsilon].map(Lanes::splat);
                walk(
                    gradient,
                    [parameters, first, second],
                    |g, [parameter, m, v]| {
                        let m = without_dust(new1.mul_add(g - m, m));
                        let v = (new2 * g).mul_add(g, beta2 * v);
                        let root = v.sqrt().mul_add(spread, epsilon);
                        [(length * m).mul_neg_add(inverse(root), parameter), m, v]
                    },
                )
            }
        }
    }
}

/// Takes every number one step, a vector at a time: from its gradient and N numbers to N new ones. Says
/// whether the first of these are all finite.
#[inline(always)]
fn walk<const N: usize>(
    gradient: &[f32],
    numbers: [&mut [f32]; N],
    step: impl Fn(Lanes, [Lanes; N]) -> [Lanes; N],
) -> bool {
    // 0·x is 0 for every x that is finite, and for no other.
    let mut zero = Lanes::ZERO;
    let mut step = |g: &[f32; LANES], numbers: [&mut [f32; LANES]; N]| {
        let new = step(
            Lanes::from(*g),
            numbers.each_ref().map(|x| Lanes::from(**x)),
        );
        zero += Lanes::ZERO * new[0];
        for (x, new) in numbers.into_iter().zip(new) {
            *x = new.to_array();
        }
    };
    let (vectors, end) = gradient.as_chunks();
    let mut all = numbers.map(|numbers| numbers.as_chunks_mut());
    for (i, g) in vectors.iter().enumerate() {
        step(g, all.each_mut().map(|(numbers, _)| &mut numbers[i]));
    }
    let mut last = all.each_ref().map(|(_, end)| padded(end));
    step(&padded(end), last.each_mut());
    for ((_, end), last) in all.iter_mut().zip(last) {
        end.copy_from_slice(&last[..end.len()]);
    }
    zero.to_array().iter().all(|zero| *zero == 0.0)
}

/// 1/x for a positive number, by three of Newton's steps from a guess that its bits give: a third of the
/// time of a division, and as exact but for the last bit.
#[inline(always)]
fn inverse(x: Lanes) -> Lanes {
    let bits: WholeLanes = bytemuck::cast(x);
    let mut inverse: Lanes = bytemuck::cast(WholeLanes::splat(0x7ef3_11c7) - bits);
    for _ in 0..3 {
        inverse *= x.mul_neg_add(inverse, Lanes::splat(2.0));
    }
    inverse
}

/// What corrects Adam's means for their start at 0: 1/(1 − β₁^t) and 1/√(1 − β₂^t), t counting from 1
/// where `step` counts from 0.
pub(crate) fn adam_factors(beta1: f32, beta2: f32, step: u32) -> (f64, f64) {
    let missing = |beta: f32| 1.0 - f64::from(beta).powf(f64::from(step) + 1.0);
    (1.0 / missing(beta1), 1.0 / missing(beta2).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inverse_is_exact_but_for_the_last_bits() {
        for i in -2_000..2_000 {
            let x = (f64::from(i) / 20.0).exp2() as f32;
            let found = f64::from(inverse(Lanes::splat(x)).to_array()[0]) * f64::from(x);
            assert!((found - 1.0).abs() < 2e-7, "{found} at {x}");
        }
    }

    #[test]
    fn whatever_the_length_every_number_goes_its_step() {
        for length in 0..40 {
            for optimiser in [Optimiser::MOMENTUM, Optimiser::ADAM] {
                let gradient: Vec<f32> = (0..length).map(|i| i as f32 - 7.5).collect();
                let mut momenta = optimiser.momenta(length);
                let mut all = vec![1.0; length];
                assert!(optimiser.step(0, 0.5, &gradient, &mut momenta, &mut all));
                for (g, x) in gradient.iter().zip(all) {
                    let mut alone = [1.0];
                    optimiser.step(0, 0.5, &[*g], &mut optimiser.momenta(1), &mut alone);
                    assert_eq!(x, alone[0]);
                }
            }
        }
    }

    #[test]
    fn what_is_no_longer_finite_is_told() {
        for (g, finite) in [(1e38, true), (f32::NAN, false), (f32::INFINITY, false)] {
            let mut parameters = [0.0; 21];
            let mut gradient = [0.0; 21];
            gradient[20] = g;
            let mut momenta = Optimiser::GradientDescent.momenta(21);
            let step =
                Optimiser::GradientDescent.step(0, 1.0, &gradient, &mut momenta, &mut parameters);
            assert_eq!(step, finite, "{g}");
        }
    }
}
