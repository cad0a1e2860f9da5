extension HTTP2StreamIntakeState {
  /// What can happen to the bytes of a stream.
  package enum Event: Hashable {
    /// The header section has arrived, with this many bytes as the limit of the connection counts
    /// them.
    case head(Int, StreamRoom.Admission, endsStream: Bool)
    /// Bytes of the body have arrived. If they count (`countsBody`), the connection has room or
    /// not.
    case data(Int, hasRoom: Bool, endsStream: Bool)
    /// The fields behind the body have arrived.
    case trailers
    case readCompleted
    case readRequested
    case bodyWanted
    case closed
  }

  /// What the handler has to do.
  package enum Action: Hashable {
    case none
    /// Pass on what the event stands for.
    case forward
    /// Keep what the event stands for.
    case hold
    /// Pass on what is held, and allow the client as many more bytes as the window says.
    case deliver(body: Bool, end: Bool, window: Int)
    /// Release these counted bytes, and allow the client as many more as the window says.
    case open(released: Int, window: Int)
    /// Reset the stream, and release what it has of the connection's room.
    case refuse(Reason, StreamRoom.Share)
    /// Release what the stream has of the connection's room.
    case release(StreamRoom.Share)
  }

  /// Why a stream is refused.
  package enum Reason: Hashable {
    /// Nothing of it was processed; the client may repeat it.
    case refusedStream
    /// The client sends too much of a body that nobody has asked for.
    case enhanceYourCalm
  }
}
