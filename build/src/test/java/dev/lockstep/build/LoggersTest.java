package dev.lockstep.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassFile;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import org.junit.jupiter.api.Test;

final class LoggersTest {
    private static final ClassDesc LOGGER = ClassDesc.of("java.util.logging.Logger");
    private static final ClassDesc STRING = ClassDesc.of("java.lang.String");

    @Test
    void aClassWithoutItsLoggerCallsNoneAndGoesOn() throws Exception {
        var changed = Loggers.removed(warningClass("org.bouncycastle.crypto.CryptoServicesRegistrar"));

        var code = ClassFile.of().parse(changed).methods().getFirst().code().orElseThrow();
        assertThat(code.elementStream()).noneMatch(InvokeInstruction.class::isInstance);
        var warn = new Loader().define(changed).getMethod("warn");
        assertThat(warn.invoke(null)).isEqualTo(7);
    }

    @Test
    void otherClassesKeepTheirLoggers() {
        var bytes = warningClass("org.bouncycastle.crypto.Another");

        assertThat(Loggers.removed(bytes)).isSameAs(bytes);
    }

    /// `static int warn() { Logger.getLogger("name").warning("text"); return 7; }`
    private static byte[] warningClass(String name) {
        return ClassFile.of()
                .build(
                        ClassDesc.of(name),
                        type -> type.withMethodBody(
                                "warn",
                                MethodTypeDesc.of(ClassDesc.ofDescriptor("I")),
                                ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                                code -> code.ldc("name")
                                        .invokestatic(LOGGER, "getLogger", MethodTypeDesc.of(LOGGER, STRING))
                                        .ldc("text")
                                        .invokevirtual(
                                                LOGGER,
                                                "warning",
                                                MethodTypeDesc.of(ClassDesc.ofDescriptor("V"), STRING))
                                        .bipush(7)
                                        .ireturn()));
    }

    private static final class Loader extends ClassLoader {
        Class<?> define(byte[] bytes) {
            return defineClass(null, bytes, 0, bytes.length);
        }
    }
}
