extension RowProblemCode {
  /// What is wrong with the row, and what to change, as the documentation has it.
  package var meaning: (problem: String, fix: String) {
    switch self {
    case .wrongDateFormat:
      (
        "The file's times are wrong in the chosen format and all right in one other. "
          + "Nothing of the file was imported.",
        "Upload the file again with the date format that the sentence names."
      )
    case .wrongFieldCount:
      (
        "The row has more or fewer than 5 fields. Nothing else of it is checked.",
        "Put quotes around a cell with a comma, and remove commas at the end of the row."
      )
    case .unclosedQuote:
      (
        "A quote opens in the row and never closes. The lines behind it were not read.",
        "Remove the quote in the line that the sentence names, or close it."
      )
    case .textAfterQuote:
      (
        "A cell goes on behind its closing quote.",
        "Write a quote within a quoted cell twice, or remove the quotes."
      )
    case .quoteSpansRows:
      (
        "A quoted cell holds a whole row of the file. Nothing else of it is checked.",
        "Close the quote in the line where it opens, or remove it."
      )
    case .agentNameNotUTF8, .agentEmailNotUTF8, .startTimeNotUTF8, .endTimeNotUTF8,
      .eventTypeNotUTF8:
      ("The cell has bytes that are not UTF-8.", "Save the file as CSV UTF-8.")
    case .agentNameEmpty, .agentEmailEmpty, .startTimeEmpty, .endTimeEmpty, .eventTypeEmpty:
      ("The cell is empty or has only blanks.", "Fill the cell in, or remove the row.")
    case .agentUnknown:
      (
        "No agent of the account has this e-mail.",
        "Correct the e-mail, or ask an administrator to add the agent."
      )
    case .agentInactive:
      (
        "The agent with this e-mail is not active.",
        "Remove the row, or ask an administrator to activate the agent."
      )
    case .eventTypeUnknown:
      (
        "No event type of the account has this name.",
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
        "Write the cell as the sentence shows: the time first, on the 24-hour clock, "
          + "with two digits for the hour."
      )
    case .startTimeNonexistent, .endTimeNonexistent:
      (
        "The cell matches the format, but there is no such date or time: "
          + "30 February, 24:00, 12:60.",
        "Correct the date. Write 24:00 as 00:00 of the next day."
      )
    case .startTimeYear, .endTimeYear:
      (
        "The year is not one of 2000–2099.",
        "Write the year of the Gregorian calendar with all its digits."
      )
    case .startTimeSkipped, .endTimeSkipped:
      (
        "The clocks of the time zone skip this time when they go forward.",
        "Write a time before or after the gap that the sentence names."
      )
    case .endNotAfterStart:
      (
        "The end is not after the start.",
        "For a night shift write the date of the next day in End Time."
      )
    case .duplicateRow:
      (
        "An earlier accepted row of the file has the same agent, event type and start.",
        "Remove one of the two rows."
      )
    }
  }
}
