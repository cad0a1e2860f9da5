import FuzzProperties

func reading(of text: String, boundary: String) -> Reading {
  reading(of: Array(text.utf8), boundary: boundary)
}

/// The header and the data of one part between delimiters with the boundary `b`.
func onePart(_ headers: String, data: String = "data") -> Reading {
  reading(of: "--b\r\n\(headers)\r\n\r\n\(data)\r\n--b--\r\n", boundary: "b")
}
