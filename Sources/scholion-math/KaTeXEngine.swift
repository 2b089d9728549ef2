internal import CJavaScriptCore
import Glibc

/// Why a formula or KaTeX itself did not run; holds the engine's own words.
struct EngineFailure: Error {
  let reason: String
}

/// KaTeX, loaded once.
final class KaTeXEngine {
  private let context: JSGlobalContextRef
  private let convertFunction: JSObjectRef

  /// The function that turns TeX into MathML.
  ///
  /// `trust: false` refuses links and files, `maxExpand` bounds macros that expand to macros, `maxSize` lengths.
  private static let convertSource = """
    (function (katex) {
      return function (tex, display) {
        return katex.renderToString(tex, {
          displayMode: display, output: "mathml", throwOnError: true, trust: false, strict: "ignore",
          maxExpand: 500, maxSize: 50
        });
      };
    })(katex)
    """

  /// Loads the script and looks for `katex` in it.
  init(script: [UInt8]) throws(EngineFailure) {
    guard let context = JSGlobalContextCreate(nil) else { throw EngineFailure(reason: "no context") }
    self.context = context
    _ = try Self.evaluate("var self = this, window = this;", in: context)
    _ = try Self.evaluate(String(decoding: script, as: UTF8.self), in: context)
    let value = try Self.evaluate(Self.convertSource, in: context)
    guard JSValueIsObject(context, value), let function = JSValueToObject(context, value, nil) else {
      throw EngineFailure(reason: "no function")
    }
    // The collector does not see what only Swift holds.
    JSValueProtect(context, function)
    convertFunction = function
  }

  /// The MathML of one formula.
  func convert(_ tex: String, display: Bool) throws(EngineFailure) -> String {
    let text = JSStringCreateWithUTF8CString(tex)
    defer { JSStringRelease(text) }
    let arguments: [JSValueRef?] = [JSValueMakeString(context, text), JSValueMakeBoolean(context, display)]
    var exception: JSValueRef?
    let result = JSObjectCallAsFunction(context, convertFunction, nil, arguments.count, arguments, &exception)
    if let exception { throw EngineFailure(reason: Self.text(of: exception, in: context) ?? "unknown") }
    guard let result, JSValueIsString(context, result), let markup = Self.text(of: result, in: context) else {
      throw EngineFailure(reason: "no text")
    }
    return markup
  }

  private static func evaluate(_ source: String, in context: JSGlobalContextRef) throws(EngineFailure) -> JSValueRef {
    let script = JSStringCreateWithUTF8CString(source)
    defer { JSStringRelease(script) }
    var exception: JSValueRef?
    let value = JSEvaluateScript(context, script, nil, nil, 1, &exception)
    if let exception { throw EngineFailure(reason: text(of: exception, in: context) ?? "unknown") }
    guard let value else { throw EngineFailure(reason: "no value") }
    return value
  }

  private static func text(of value: JSValueRef, in context: JSContextRef) -> String? {
    guard let copy = JSValueToStringCopy(context, value, nil) else { return nil }
    defer { JSStringRelease(copy) }
    let capacity = JSStringGetMaximumUTF8CStringSize(copy)
    guard capacity > 0, capacity <= 4 << 20 else { return nil }
    var bytes = [CChar](repeating: 0, count: capacity)
    let count = JSStringGetUTF8CString(copy, &bytes, capacity)
    guard count > 0 else { return nil }
    return String(decoding: bytes.prefix(count - 1).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
