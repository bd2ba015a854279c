//! One way to evaluate for the page and the module: the CPU at once, the GPU when there is one.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use futures_channel::oneshot;

use crate::axioms::Search;
use crate::batch::{Batch, Layout};
use crate::config::LossConfig;
use crate::descent::{Contender, Plan};
use crate::error::{Error, Result};
use crate::gpu::{Adapter, Gpu, Limits, Race};
use crate::kernel;
use crate::loss::Evaluation;

/// Numbers in a batch from which a GPU's round trip of a millisecond or two pays for itself.
const WORTH_A_ROUND_TRIP: usize = 1 << 20;

/// What the reader asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Choice {
    /// Whatever is best here.
    #[default]
    Auto,
    /// The GPU, even one that a processor plays.
    Gpu,
    /// The CPU.
    Cpu,
}

/// What computed a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// WGSL on the device.
    Gpu,
    /// Rust on the processor, compiled to WebAssembly in a browser.
    Cpu,
}

impl Choice {
    /// The choice of that name: "auto", "gpu" or "cpu".
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "auto" => Some(Self::Auto),
            "gpu" => Some(Self::Gpu),
            "cpu" => Some(Self::Cpu),
            _ => None,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Gpu => "gpu",
            Self::Cpu => "cpu",
        }
    }
}

impl Backend {
    /// "gpu" or "cpu".
    pub fn name(self) -> &'static str {
        match self {
            Self::Gpu => "gpu",
            Self::Cpu => "cpu",
        }
    }
}

/// Whom to tell when a GPU has been asked for.
type Waiting = Vec<oneshot::Sender<Result<()>>>;

/// A request for a GPU that others may wait for, until it is answered or given up.
struct Asking<'a>(&'a RefCell<Option<Waiting>>);

impl<'a> Asking<'a> {
    fn new(waiting: &'a RefCell<Option<Waiting>>) -> Self {
        *waiting.borrow_mut() = Some(Vec::new());
        Self(waiting)
    }

    fn answer(self, answer: &Result<()>) {
        for waiting in self.0.take().into_iter().flatten() {
            // Who has given up waiting needs no answer.
            let _ = waiting.send(answer.clone());
        }
    }
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        self.0.take();
    }
}

/// Evaluates losses. Clones share the device.
#[derive(Debug, Clone, Default)]
pub struct Engine {
    gpu: Rc<RefCell<Option<Rc<Gpu>>>>,
    /// Those who wait for the GPU that is being asked for, if it is.
    waiting: Rc<RefCell<Option<Waiting>>>,
    /// Whether the last time that one was asked for, there was none.
    in_vain: Rc<Cell<bool>>,
}

thread_local! {
    static SHARED: Engine = Engine::new();
}

impl Engine {
    /// An engine without a GPU yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The one that everything on this page shares, so that there is one device and one set of pipelines.
    pub fn shared() -> Self {
        SHARED.with(Self::clone)
    }

    /// Asks for a GPU, unless there is one already; also after one was lost or has refused something.
    /// Whoever asks while one is being asked for gets the same.
    ///
    /// # Errors
    /// If there is none.
    pub async fn start_gpu(&self) -> Result<()> {
        while self.live_gpu().is_none() {
            let Some(answer) = self.wait() else {
                return self.ask().await;
            };
            // Without an answer, whoever asked has given up, and someone else has to.
            if let Ok(answer) = answer.await {
                return answer;
            }
        }
        Ok(())
    }

    /// Asks, for all who wait meanwhile.
    async fn ask(&self) -> Result<()> {
        let asking = Asking::new(&self.waiting);
        let started = Gpu::new(Limits::default()).await.map(|gpu| {
            *self.gpu.borrow_mut() = Some(Rc::new(gpu));
        });
        self.in_vain.set(started.is_err());
        asking.answer(&started);
        started
    }

    /// The answer to a request that is under way.
    fn wait(&self) -> Option<oneshot::Receiver<Result<()>>> {
        let mut waiting = self.waiting.borrow_mut();
        let (sender, receiver) = oneshot::channel();
        waiting.as_mut()?.push(sender);
        Some(receiver)
    }

    /// Asks for a GPU for those who can do without: not again where there was none. Asking may take
    /// its time.
    pub async fn start_any_gpu(&self) {
        if !self.in_vain.get() {
            // Without one, the CPU is there.
            let _ = self.start_gpu().await;
        }
    }

    /// The GPU's adapter, while there is one.
    pub fn gpu(&self) -> Option<Adapter> {
        self.live_gpu().map(|gpu| gpu.adapter().clone())
    }

    /// Waits until the GPU that there is now is lost; at once if there is none.
    pub async fn lost(&self) {
        if let Some(lost) = self.live_gpu().map(|gpu| gpu.lost()) {
            // That the device is dropped counts as well.
            let _ = lost.await;
        }
    }

    /// Lets go of the GPU until [`Self::start_gpu`] asks for it anew: one that has failed without
    /// being lost would fail at the same work again.
    pub fn drop_gpu(&self) {
        self.gpu.borrow_mut().take();
    }

    /// What a choice comes to on a page, where a real GPU's round trip is never felt.
    pub fn backend(&self, choice: Choice) -> Backend {
        match (choice, self.gpu()) {
            (Choice::Gpu, Some(_)) => Backend::Gpu,
            (Choice::Auto, Some(adapter)) if !adapter.software => Backend::Gpu,
            _ => Backend::Cpu,
        }
    }

    /// Whether a batch is so large that a real GPU's round trip pays for itself.
    pub fn is_worth_a_gpu(batch: Layout) -> bool {
        let (b, c, h, w) = batch.dim();
        b * c * h * w >= WORTH_A_ROUND_TRIP
    }

    /// What a choice comes to for one batch: auto takes a real GPU if the work pays for it.
    pub fn backend_for(&self, choice: Choice, batch: Layout) -> Backend {
        match choice {
            Choice::Auto if !Self::is_worth_a_gpu(batch) => Backend::Cpu,
            _ => self.backend(choice),
        }
    }

    /// Evaluates every loss on the CPU.
    ///
    /// # Errors
    /// If a loss does not fit the batch.
    pub fn evaluate_cpu(
        &self,
        batch: &Batch<f32>,
        losses: &[LossConfig],
    ) -> Result<Vec<Evaluation<f32>>> {
        kernel::evaluate_all(batch, losses)
    }

    /// Evaluates every loss on the GPU, see [`Gpu::evaluate_batch`].
    ///
    /// # Errors
    /// If a loss does not fit the batch, or there is no GPU, or it fails or is lost.
    pub async fn evaluate_gpu(
        &self,
        batch: &Arc<Batch<f32>>,
        losses: &[LossConfig],
    ) -> Result<Vec<Evaluation<f32>>> {
        self.needed_gpu()?.evaluate_batch(batch, losses).await
    }

    /// Tries the next triples of a search on the GPU, see [`Gpu::advance`].
    ///
    /// # Errors
    /// If the loss sorts, or there is no GPU, or it fails or is lost.
    pub async fn search_gpu(&self, search: &mut Search, count: u64) -> Result<()> {
        self.needed_gpu()?.advance(search, count).await
    }

    /// A race on the GPU.
    ///
    /// # Errors
    /// If a plan or a loss does not fit the batch, or there is no GPU, or it fails or is lost.
    pub async fn race_gpu(
        &self,
        batch: &Batch<f32>,
        plan: &Plan,
        contenders: Vec<Contender>,
    ) -> Result<Race> {
        Race::new(self.needed_gpu()?, batch, plan, contenders).await
    }

    fn needed_gpu(&self) -> Result<Rc<Gpu>> {
        self.live_gpu()
            .ok_or_else(|| Error::Gpu("there is no GPU; compute on the CPU".into()))
    }

    fn live_gpu(&self) -> Option<Rc<Gpu>> {
        self.gpu.borrow().clone().filter(|gpu| gpu.is_usable())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_wait_get_the_answer_of_who_asks() {
        let engine = Engine::new();
        assert!(engine.wait().is_none(), "nobody asks yet");
        let asking = Asking::new(&engine.waiting);
        let mut answers = [(); 2].map(|()| engine.wait().expect("somebody asks"));
        asking.answer(&Ok(()));
        for answer in &mut answers {
            assert_eq!(answer.try_recv(), Ok(Some(Ok(()))));
        }
        assert!(engine.wait().is_none(), "nobody asks any more");
    }

    #[test]
    fn nobody_waits_for_who_gave_up_asking() {
        let engine = Engine::new();
        let asking = Asking::new(&engine.waiting);
        let mut answer = engine.wait().expect("somebody asks");
        drop(asking);
        assert!(answer.try_recv().is_err(), "no answer can come");
        assert!(engine.wait().is_none(), "whoever comes next asks");
    }
}
