extension RowProblemCode {
  /// The sentences of the documentation: what is wrong with the row, and how to correct it.
  package var meaning: (problem: String, fix: String) {
    switch self {
    case .wrongDateFormat:
      (
        "The file's times do not match the chosen date format, but all of them match another "
          + "one. Nothing was imported.",
        "Upload the file again with the date format that the report names."
      )
    case .wrongFieldCount:
      (
        "The row has more or fewer than 5 fields. Its cells were not checked.",
        "Put quotes around a cell that contains a comma, and remove commas at the end of the row."
      )
    case .unclosedQuote:
      (
        "A quote in the row is never closed. The lines after it were not read.",
        "Remove the quote on the line that the report names, or close it."
      )
    case .textAfterQuote:
      (
        "A cell has text after its closing quote.",
        "Write each quote inside a quoted cell twice, or remove the quotes."
      )
    case .quoteSpansRows:
      (
        "A quoted cell contains a whole row of the file. The other cells were not checked.",
        "Close the quote on the line where it opens, or remove it."
      )
    case .agentNameNotUTF8, .agentEmailNotUTF8, .startTimeNotUTF8, .endTimeNotUTF8,
      .eventTypeNotUTF8:
      ("The cell has bytes that are not UTF-8.", "Save the file as CSV UTF-8.")
    case .agentNameEmpty, .agentEmailEmpty, .startTimeEmpty, .endTimeEmpty, .eventTypeEmpty:
      ("The cell is empty or has only blanks.", "Fill the cell in, or remove the row.")
    case .agentUnknown:
      (
        "The account has no agent with this e-mail.",
        "Correct the e-mail, or ask an administrator to add the agent."
      )
    case .agentInactive:
      (
        "The agent with this e-mail is not active.",
        "Remove the row, or ask an administrator to activate the agent."
      )
    case .eventTypeUnknown:
      (
        "The account has no event type with this name.",
        "Correct the name, or ask an administrator to add the event type."
      )
    case .eventTypeInactive:
      (
        "The event type with this name is not active.",
        "Remove the row, or ask an administrator to activate the event type."
      )
    case .startTimeFormat, .endTimeFormat:
      (
        "The cell does not match the chosen date format.",
        "Write the time first, on the 24-hour clock, with two digits for the hour. Write the "
          + "date after it in the chosen format."
      )
    case .startTimeNonexistent, .endTimeNonexistent:
      (
        "The cell matches the format, but its date or time does not exist, such as 30 February, "
          + "24:00 or 12:60.",
        "Correct the date or time. Write 24:00 as 00:00 of the next day."
      )
    case .startTimeYear, .endTimeYear:
      (
        "The year is not in the range 2000–2099.",
        "Write the year of the Gregorian calendar in full."
      )
    case .startTimeSkipped, .endTimeSkipped:
      (
        "The time does not exist: clocks in the time zone skip it when they go forward.",
        "Write a time before or after the gap that the report names."
      )
    case .endNotAfterStart:
      (
        "The end is not after the start.",
        "For a night shift, write the date of the next day in End Time."
      )
    case .duplicateRow:
      (
        "An earlier valid row of the file has the same agent, event type and start.",
        "Remove one of the two rows."
      )
    }
  }
}
