use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::*;

/// Work that ends when it is told to.
#[derive(Clone, Default)]
struct Work(Arc<Inner>);

#[derive(Default)]
struct Inner {
    done: AtomicBool,
    polls: AtomicUsize,
    waker: Mutex<Option<Waker>>,
}

impl Work {
    fn flight(&self) -> Arc<SharedFetch<u32>> {
        SharedFetch::new(Box::pin(self.clone()))
    }

    fn finish(&self) {
        self.0.done.store(true, Ordering::SeqCst);
        self.wake();
    }

    fn wake(&self) {
        let waker = self.0.waker.lock().expect("no panic").take();
        waker.into_iter().for_each(Waker::wake);
    }
}

impl Future for Work {
    type Output = u32;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        self.0.polls.fetch_add(1, Ordering::SeqCst);
        *self.0.waker.lock().expect("no panic") = Some(cx.waker().clone());
        if self.0.done.load(Ordering::SeqCst) { Poll::Ready(7) } else { Poll::Pending }
    }
}

/// A task that counts how often it is woken.
#[derive(Default)]
struct Task(AtomicUsize);

impl Task {
    fn woken(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

fn poll<T: Clone>(passenger: &mut Waiter<T>, task: &Arc<Task>) -> Poll<Option<T>> {
    pin!(passenger).poll(&mut Context::from_waker(&Waker::from(Arc::clone(task))))
}

#[test]
fn whoever_is_polled_drives_the_work() {
    let (work, tasks) = (Work::default(), [(); 3].map(|()| Arc::<Task>::default()));
    let flight = work.flight();
    let [mut left, mut dropped, mut last] = [(); 3].map(|()| Arc::clone(&flight).join());
    assert_eq!(poll(&mut left, &tasks[0]), Poll::Pending);
    assert_eq!(poll(&mut dropped, &tasks[1]), Poll::Pending);
    assert_eq!(poll(&mut last, &tasks[2]), Poll::Pending);
    drop(dropped);
    work.finish();
    // The first is woken too, but nobody polls it.
    assert_eq!(tasks.each_ref().map(|task| task.woken()), [1, 0, 1]);
    assert_eq!(poll(&mut last, &tasks[2]), Poll::Ready(Some(7)));
    let polls = work.0.polls.load(Ordering::SeqCst);
    assert_eq!(poll(&mut left, &tasks[0]), Poll::Ready(Some(7)));
    assert_eq!(poll(&mut flight.join(), &tasks[1]), Poll::Ready(Some(7)));
    assert_eq!(work.0.polls.load(Ordering::SeqCst), polls, "what is over is not polled");
}

#[test]
fn a_wake_up_that_one_task_ignores_reaches_those_that_come_later() {
    let (work, tasks) = (Work::default(), [(); 2].map(|()| Arc::<Task>::default()));
    let flight = work.flight();
    let [mut left, mut later] = [(); 2].map(|()| Arc::clone(&flight).join());
    assert_eq!(poll(&mut left, &tasks[0]), Poll::Pending);
    work.finish();
    assert_eq!(poll(&mut later, &tasks[1]), Poll::Ready(Some(7)));
    // And the end wakes whoever still waits.
    let again = Work::default();
    let flight = again.flight();
    let [mut left, mut other] = [(); 2].map(|()| Arc::clone(&flight).join());
    assert_eq!(poll(&mut left, &tasks[0]), Poll::Pending);
    again.0.done.store(true, Ordering::SeqCst);
    assert_eq!(poll(&mut other, &tasks[1]), Poll::Ready(Some(7)));
    assert_eq!(tasks[0].woken(), 2);
}

#[test]
fn a_task_that_changes_its_waker_is_found() {
    let (work, tasks) = (Work::default(), [(); 2].map(|()| Arc::<Task>::default()));
    let mut passenger = work.flight().join();
    assert_eq!(poll(&mut passenger, &tasks[0]), Poll::Pending);
    assert_eq!(poll(&mut passenger, &tasks[1]), Poll::Pending);
    work.wake();
    assert_eq!(tasks.each_ref().map(|task| task.woken()), [0, 1]);
    assert_eq!(poll(&mut passenger, &tasks[1]), Poll::Pending);
}

#[test]
fn with_the_last_who_waits_the_work_ends() {
    let work = Work::default();
    let flight = work.flight();
    let weak = Arc::downgrade(&flight);
    let [mut first, second] = [Arc::clone(&flight).join(), flight.join()];
    assert_eq!(poll(&mut first, &Arc::default()), Poll::Pending);
    drop(first);
    assert!(weak.upgrade().is_some());
    drop(second);
    assert!(weak.upgrade().is_none());
    *work.0.waker.lock().expect("no panic") = None;
    assert_eq!(Arc::strong_count(&work.0), 1, "the work is dropped");
}

#[test]
fn a_panic_of_the_work_is_told_to_the_others() {
    let flight: Arc<SharedFetch<u32>> = SharedFetch::new(Box::pin(async { panic!("on purpose") }));
    let task = Arc::<Task>::default();
    let [mut first, mut second] = [Arc::clone(&flight).join(), Arc::clone(&flight).join()];
    flight.waiters.add(second.number, &Waker::from(Arc::clone(&task)));
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| poll(&mut first, &Arc::default())));
    assert!(outcome.is_err() && flight.is_lost());
    assert_eq!(task.woken(), 1);
    assert_eq!(poll(&mut second, &task), Poll::Ready(None));
}
