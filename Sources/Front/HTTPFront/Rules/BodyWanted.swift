/// The event by which the application announces that it is going to read the body of its request.
struct BodyWanted: Sendable {}
