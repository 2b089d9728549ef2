// scholion-math: TeX in, MathML out, by KaTeX in JavaScriptCore; it may know the KaTeX file it is given and nothing else.
//
//   scholion-math KATEX PARENT      KATEX: path of katex.min.js; PARENT: the process number of whoever started it
//
// Standard input and output carry messages: four bytes of length, big-endian, then so many bytes.
//   out, once:  R                   ready
//               X reason            KaTeX could not be loaded; the program ends
//   in:         0|1 tex             one byte, 1 for a display formula, then UTF-8 without U+0000, at most 4,096 bytes
//   out:        M mathml            what KaTeX wrote, at most 65,536 bytes
//               E reason            not converted
// One answer to each request, in order; end of input ends the program. It does not bound its own time and memory: whoever
// started it does, from outside, and ends it.

import Glibc

let arguments = CommandLine.arguments
guard arguments.count == 3, let parent = Int32(arguments[2]) else {
  MessagePipe.complain("usage: scholion-math KATEX PARENT\n")
  exit(64)
}
// Read when JavaScriptCore starts; without the JIT a hostile script has less to hold on to, and memory stays small.
setenv("JSC_useJIT", "0", 1)
exit(serve(katex: arguments[1], parent: parent))
