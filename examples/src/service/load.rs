//! Clients that ask as fast as they are answered.

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// How much is asked.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// Connections at once.
    pub clients: u32,
    /// Requests of each.
    pub requests: u32,
}

impl Load {
    /// Asks, and counts the names that came back.
    ///
    /// # Errors
    ///
    /// When a connection cannot be made or breaks.
    pub async fn run(self, address: SocketAddr) -> io::Result<u32> {
        let mut clients = JoinSet::new();
        for client in 0..self.clients {
            clients.spawn(ask(address, client, self.requests));
        }
        let mut names = 0;
        while let Some(client) = clients.join_next().await {
            names += client.map_err(io::Error::other)??;
        }
        Ok(names)
    }
}

async fn ask(address: SocketAddr, client: u32, requests: u32) -> io::Result<u32> {
    let mut stream = TcpStream::connect(address).await?;
    let (reader, mut writer) = stream.split();
    let mut answers = BufReader::new(reader).lines();
    let mut names = 0;
    for request in 0..requests {
        let path = format!("/names/{}\n", client + request);
        writer.write_all(path.as_bytes()).await?;
        let answer = answers.next_line().await?;
        names += u32::from(answer.is_some_and(|answer| answer.starts_with("name")));
    }
    Ok(names)
}
