package dev.lockstep.build;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Compiles what javac leaves to the first call: `switch` over patterns, `equals` and `hashCode` of records.
///
/// Their bootstrap methods spin classes when a run first comes by, and JDK 25 cannot keep these in an AOT cache. So
/// each switch on the way of a short run costs about a millisecond, the first record to be compared five. Here the call
/// becomes one of a private method that does what the bootstrap method is documented to do.
final class CallSites {
    private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");

    private final ClassFile classFile;
    private final ClassModel model;
    private final List<Method> methods = new ArrayList<>();

    private record Method(String name, MethodTypeDesc type, Consumer<CodeBuilder> body) {}

    private CallSites(ClassFile classFile, byte[] bytes) {
        this.classFile = classFile;
        this.model = classFile.parse(bytes);
    }

    /// @param hierarchy knows the classes that `bytes` refers to
    /// @return the class with its call sites compiled, or `bytes` if it has none of them
    static byte[] compiled(byte[] bytes, ClassHierarchyResolver hierarchy) {
        var sites = new CallSites(ClassFile.of(ClassHierarchyResolverOption.of(hierarchy)), bytes);
        var compiled = sites.compiled();
        return sites.methods.isEmpty() ? bytes : compiled;
    }

    private byte[] compiled() {
        var calls = ClassTransform.transformingMethodBodies(this::replaceCall);
        return classFile.transformClass(model, calls.andThen(ClassTransform.endHandler(this::addMethods)));
    }

    private void replaceCall(CodeBuilder code, CodeElement element) {
        var body = element instanceof InvokeDynamicInstruction call ? body(call) : null;
        if (body == null) {
            code.with(element);
            return;
        }
        var method = new Method("compiled$" + methods.size(), ((InvokeDynamicInstruction) element).typeSymbol(), body);
        methods.add(method);
        var isInterface = model.flags().has(AccessFlag.INTERFACE);
        code.invokestatic(model.thisClass().asSymbol(), method.name(), method.type(), isInterface);
    }

    private void addMethods(ClassBuilder builder) {
        int flags = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;
        for (var method : methods) builder.withMethodBody(method.name(), method.type(), flags, method.body());
    }

    /// What the call site does, or null if it stays as it is.
    private static Consumer<CodeBuilder> body(InvokeDynamicInstruction call) {
        var arguments = call.bootstrapArgs();
        return switch (call.bootstrapMethod().owner().displayName() + "."
                + call.name().stringValue()) {
            case "SwitchBootstraps.typeSwitch" ->
                arguments.stream().allMatch(CallSites::isClass) ? code -> typeSwitch(code, arguments) : null;
            case "ObjectMethods.equals" -> code -> equals(code, (ClassDesc) arguments.getFirst(), fields(arguments));
            case "ObjectMethods.hashCode" -> code -> hashCode(code, fields(arguments));
            default -> null;
        };
    }

    private static boolean isClass(ConstantDesc label) {
        return label instanceof ClassDesc type && !type.isPrimitive();
    }

    /// `(value, restart)`: the index of the first label from `restart` on that fits the value; -1 for null; the number
    /// of labels if none fits.
    private static void typeSwitch(CodeBuilder code, List<ConstantDesc> labels) {
        code.aload(0).ifThen(Opcode.IFNULL, isNull -> isNull.iconst_m1().ireturn());
        for (int i = 0; i < labels.size(); i++) {
            int index = i;
            code.iload(1)
                    .loadConstant(index)
                    .ifThen(
                            Opcode.IF_ICMPLE,
                            reached -> reached.aload(0)
                                    .instanceOf((ClassDesc) labels.get(index))
                                    .ifThen(fits -> fits.loadConstant(index).ireturn()));
        }
        code.loadConstant(labels.size()).ireturn();
    }

    /// The getters of a record's components stand behind its class and their names.
    private static List<DirectMethodHandleDesc> fields(List<ConstantDesc> arguments) {
        return arguments.stream()
                .skip(2)
                .map(DirectMethodHandleDesc.class::cast)
                .toList();
    }

    private static void equals(CodeBuilder code, ClassDesc record, List<DirectMethodHandleDesc> fields) {
        code.aload(1)
                .instanceOf(record)
                .ifThen(Opcode.IFEQ, other -> other.iconst_0().ireturn());
        for (var field : fields) {
            get(code, field, 0);
            get(code, field, 1);
            var type = type(field);
            if (type.isPrimitive()) {
                code.invokestatic(wrapper(type), "compare", MethodTypeDesc.of(ConstantDescs.CD_int, type, type))
                        .ifThen(Opcode.IFNE, differ -> differ.iconst_0().ireturn());
            } else {
                var objects =
                        MethodTypeDesc.of(ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_Object);
                code.invokestatic(OBJECTS, "equals", objects)
                        .ifThen(Opcode.IFEQ, differ -> differ.iconst_0().ireturn());
            }
        }
        code.iconst_1().ireturn();
    }

    private static void hashCode(CodeBuilder code, List<DirectMethodHandleDesc> fields) {
        code.iconst_0();
        for (var field : fields) {
            code.bipush(31).imul();
            get(code, field, 0);
            var type = type(field);
            var hashed = type.isPrimitive() ? type : ConstantDescs.CD_Object;
            var owner = type.isPrimitive() ? wrapper(type) : OBJECTS;
            code.invokestatic(owner, "hashCode", MethodTypeDesc.of(ConstantDescs.CD_int, hashed))
                    .iadd();
        }
        code.ireturn();
    }

    private static void get(CodeBuilder code, DirectMethodHandleDesc field, int slot) {
        code.aload(slot).checkcast(field.owner()).getfield(field.owner(), field.methodName(), type(field));
    }

    private static ClassDesc type(DirectMethodHandleDesc field) {
        return field.invocationType().returnType();
    }

    private static ClassDesc wrapper(ClassDesc primitive) {
        return switch (TypeKind.from(primitive)) {
            case BOOLEAN -> ConstantDescs.CD_Boolean;
            case BYTE -> ConstantDescs.CD_Byte;
            case CHAR -> ConstantDescs.CD_Character;
            case DOUBLE -> ConstantDescs.CD_Double;
            case FLOAT -> ConstantDescs.CD_Float;
            case INT -> ConstantDescs.CD_Integer;
            case LONG -> ConstantDescs.CD_Long;
            case SHORT -> ConstantDescs.CD_Short;
            case REFERENCE, VOID -> throw new IllegalArgumentException(primitive + " is not primitive");
        };
    }
}
