/// A first-in first-out line that gives its memory back.
struct Line<Element> {
  private var items: [Element] = []
  private var head = 0

  var isEmpty: Bool { head == items.count }
  var count: Int { items.count - head }

  mutating func append(_ item: Element) { items.append(item) }

  mutating func popFirst() -> Element? {
    guard head < items.count else { return nil }
    let item = items[head]
    head += 1
    if head == items.count {
      items = []
      head = 0
    } else if head >= 64, head * 2 >= items.count {
      items.removeFirst(head)
      head = 0
    }
    return item
  }
}

extension Line where Element: Equatable {
  mutating func remove(_ item: Element) {
    guard let index = items[head...].firstIndex(of: item) else { return }
    items.remove(at: index)
  }
}
