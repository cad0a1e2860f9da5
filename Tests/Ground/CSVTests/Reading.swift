import FuzzProperties

func records(of text: String) -> [ReadRecord] {
  records(of: Array(text.utf8))
}

/// The values of all records, as text.
func texts(of text: String) -> [[String]] {
  records(of: text).map(\.texts)
}
