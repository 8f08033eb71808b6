//! A real cluster: whichever `KUBECONFIG` names, kind or k3d or another.
//!
//! Every test has namespaces of its own and removes them. What firedrill did is looked at with
//! `kubectl`, an independent client.

mod argo;
mod deployed;
mod drills;
mod fleet;
mod lock;
mod manifests;
mod overtaken;
mod places;
mod receipts;
mod room;
mod stand_in;
