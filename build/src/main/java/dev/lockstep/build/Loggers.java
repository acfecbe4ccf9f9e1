package dev.lockstep.build;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.InvokeInstruction;

/// Takes the loggers out of classes: what `Logger.getLogger` would give is null, and `warning` says nothing.
///
/// Bouncy Castle's `CryptoServicesRegistrar`, which every cipher starts with, asks for one that it uses in a single
/// place that we never come by. It takes a quarter of a short run: the JDK reads a configuration and searches all jars
/// for a service.
final class Loggers {
    private static final String LOGGER = "java/util/logging/Logger";
    private static final String USER = "org/bouncycastle/crypto/CryptoServicesRegistrar";

    private Loggers() {}

    /// @return the class without them, or `bytes` if it has none
    static byte[] removed(byte[] bytes) {
        var classFile = ClassFile.of();
        var model = classFile.parse(bytes);
        return model.thisClass().asInternalName().equals(USER)
                ? classFile.transformClass(model, ClassTransform.transformingMethodBodies(Loggers::withoutCall))
                : bytes;
    }

    private static void withoutCall(CodeBuilder code, CodeElement element) {
        if (!(element instanceof InvokeInstruction call)
                || !call.owner().asInternalName().equals(LOGGER)) {
            code.with(element);
            return;
        }
        switch (call.name().stringValue()) {
            case "getLogger" -> code.pop().aconst_null();
            case "warning" -> code.pop2();
            default -> throw new IllegalStateException("a logger does more than it did: " + call);
        }
    }
}
