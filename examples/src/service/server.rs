//! Listens, and gives every connection a task of its own.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::handler::{Question, handle, routes};
use super::store::Store;
use crate::router::Router;

/// Answers until the future is dropped.
///
/// # Errors
///
/// When the listener fails; a connection that breaks is its client's loss.
pub async fn serve(listener: TcpListener, store: Store) -> io::Result<()> {
    let shared = Arc::new((routes(), store));
    loop {
        let (stream, _) = listener.accept().await?;
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let (routes, store) = &*shared;
            let _ = converse(stream, routes, store).await;
        });
    }
}

/// One line in, one line out, until the client leaves.
async fn converse(
    mut stream: TcpStream,
    routes: &Router<Question>,
    store: &Store,
) -> io::Result<()> {
    let (reader, mut writer) = stream.split();
    let mut lines = BufReader::new(reader).lines();
    while let Some(path) = lines.next_line().await? {
        let mut answer = handle(routes, store, &path).await;
        answer.push('\n');
        writer.write_all(answer.as_bytes()).await?;
    }
    Ok(())
}
