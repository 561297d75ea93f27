//! Keys of a terminal, one by one. However the course ends, the terminal is as before.

use std::io::{self, IsTerminal as _};

use super::typed::Key;

/// Whether there is a terminal to hear keys from.
pub fn is_terminal() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

#[cfg(unix)]
mod system {
    use std::io::{self, Read as _};

    use rustix::termios::{
        LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr,
        tcsetattr,
    };

    use super::Key;
    use crate::watch::typed::Bytes;

    /// How the terminal was before. Signs come one by one and unseen until it is dropped;
    /// Ctrl-C stays what it is.
    #[derive(Clone)]
    pub struct Mode(Termios);

    impl Mode {
        pub fn set() -> io::Result<Self> {
            let before = tcgetattr(io::stdin())?;
            let mode = Self(before);
            mode.set_again()?;
            Ok(mode)
        }

        fn set_again(&self) -> io::Result<()> {
            let mut now = self.0.clone();
            now.local_modes -= LocalModes::ICANON | LocalModes::ECHO;
            now.special_codes[SpecialCodeIndex::VMIN] = 1;
            now.special_codes[SpecialCodeIndex::VTIME] = 0;
            Ok(tcsetattr(io::stdin(), OptionalActions::Now, &now)?)
        }

        pub fn restore(&self) {
            // A terminal that is gone needs nothing.
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.0);
        }

        /// Keeps the mode where the course is stopped with Ctrl-Z and goes on: a shell gives
        /// the terminal its own.
        pub fn keep(&self) -> io::Result<()> {
            use signal_hook::consts::SIGCONT;
            let mut signals = signal_hook::iterator::Signals::new([SIGCONT])?;
            let mode = self.clone();
            std::thread::spawn(move || {
                for _ in &mut signals {
                    let _ = mode.set_again();
                }
            });
            Ok(())
        }
    }

    /// Gives each key to `tell`, until there are no more.
    pub fn listen(mut tell: impl FnMut(Key)) {
        let mut stdin = io::stdin().lock();
        let (mut sent, mut bytes) = ([0; 64], Bytes::default());
        loop {
            match stdin.read(&mut sent) {
                Ok(0) => return,
                Ok(count) => {
                    bytes.keys(&sent[..count]).into_iter().for_each(&mut tell)
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return,
            }
        }
    }
}

#[cfg(not(unix))]
mod system {
    use std::io;

    use super::Key;

    /// Windows gives keys one by one without another mode.
    #[derive(Clone)]
    pub struct Mode;

    impl Mode {
        pub fn set() -> io::Result<Self> {
            Ok(Self)
        }

        pub fn restore(&self) {}

        pub fn keep(&self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Gives each key to `tell`, until there are no more.
    pub fn listen(mut tell: impl FnMut(Key)) {
        while let Ok(key) = console::Term::stdout().read_key() {
            match key {
                console::Key::Char(letter) if !letter.is_control() => {
                    tell(Key::Letter(letter));
                }
                console::Key::Enter => tell(Key::Enter),
                console::Key::Backspace => tell(Key::Backspace),
                console::Key::Escape => tell(Key::Leave),
                _ => {}
            }
        }
    }
}

pub use system::{Mode, listen};

/// The mode that the terminal has while keys are heard, until this is dropped.
pub struct Heard(pub Mode);

impl Drop for Heard {
    fn drop(&mut self) {
        self.0.restore();
    }
}
