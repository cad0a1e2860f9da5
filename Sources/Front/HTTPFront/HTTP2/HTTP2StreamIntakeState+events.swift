extension HTTP2StreamIntakeState {
  /// An event that concerns the bytes of a stream.
  package enum Event: Hashable {
    /// The header section has arrived, with this many bytes as the limit of the connection counts
    /// them.
    case head(Int, StreamRoom.Admission, endsStream: Bool)
    /// Bytes of the body have arrived. If they count (`countsBody`), the event says whether the
    /// connection has room for them.
    case data(Int, hasRoom: Bool, endsStream: Bool)
    /// The trailer fields have arrived.
    case trailers
    case readCompleted
    case readRequested
    case bodyWanted
    case closed
  }

  /// An action for the handler.
  package enum Action: Hashable {
    case none
    /// Pass on the event's own message.
    case forward
    /// Keep the event's own message.
    case hold
    /// Pass on the held bytes, and open the window by this many bytes.
    case deliver(body: Bool, end: Bool, window: Int)
    /// Release these counted bytes, and open the window by this many bytes.
    case open(released: Int, window: Int)
    /// Reset the stream, and release its share of the connection's room.
    case refuse(Reason, StreamRoom.Share)
    /// Release the stream's share of the connection's room.
    case release(StreamRoom.Share)
  }

  /// The reason why a stream is rejected.
  package enum Reason: Hashable {
    /// The server processed nothing of the request, so the client may repeat it.
    case refusedStream
    /// The client sends too much of a body before the application wants it.
    case enhanceYourCalm
  }
}
