package dev.lockstep.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Each test asks the class as javac made it and the compiled one, in a loader of its own, for the same answers.
class CallSitesTest {
    sealed interface Shape {
        record Circle(double radius) implements Shape {}

        record Named(String name, int size, long when, boolean hidden, Shape shape) implements Shape {}

        record Nothing() implements Shape {}
    }

    /// A switch with guards, so that it is restarted, and nested ones.
    public static final class Describing implements Function<Object, String> {
        @Override
        public String apply(Object value) {
            return switch (value) {
                case null -> "null";
                case Shape.Named(String name, int size, _, _, Shape.Circle(double radius))
                when size > 3 -> name + radius;
                case Shape.Named(_, int size, _, _, _) when size < 0 -> "negative";
                case Shape.Named named -> named.name();
                case Shape.Circle _, Shape.Nothing _ -> "shape";
                case List<?> list when list.isEmpty() -> "empty";
                case Integer number -> "number " + number;
                default -> "other";
            };
        }
    }

    /// Compares each pair of values that it makes, so that the records of its own loader are asked.
    public static final class Comparing implements Function<Object, String> {
        @Override
        public String apply(Object ignored) {
            var values = new Shape[] {
                new Shape.Circle(1),
                new Shape.Circle(1),
                new Shape.Circle(-0.0),
                new Shape.Circle(0.0),
                new Shape.Circle(Double.NaN),
                new Shape.Nothing(),
                new Shape.Nothing(),
                new Shape.Named("a", 1, 1L << 40, true, new Shape.Circle(2)),
                new Shape.Named("a", 1, 1L << 40, true, new Shape.Circle(2)),
                new Shape.Named("a", 1, 1L << 40, false, new Shape.Circle(2)),
                new Shape.Named("a", 1, 1L << 41, true, new Shape.Circle(2)),
                new Shape.Named("a", 2, 1L << 40, true, new Shape.Circle(2)),
                new Shape.Named(null, 1, 1L << 40, true, null),
            };
            var answers = new StringBuilder();
            for (var one : values) {
                answers.append(one.hashCode()).append(one.equals(null));
                for (var other : values) answers.append(one.equals(other) ? '=' : '/');
            }
            return answers.toString();
        }
    }

    private static ClassLoader compiled;

    @BeforeAll
    static void compile() {
        compiled = new ClassLoader(CallSitesTest.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (!name.startsWith(CallSitesTest.class.getName() + "$")) return super.loadClass(name, resolve);
                var known = findLoadedClass(name);
                var bytes = CallSites.compiled(bytes(name), ClassHierarchyResolver.ofResourceParsing(getParent()));
                return known != null ? known : defineClass(name, bytes, 0, bytes.length);
            }
        };
    }

    @Test
    void switchesOverPatternsAsBefore() throws Exception {
        for (var value : new Object[] {null, 7, "text", List.of(), List.of(1)}) {
            assertThat(in(compiled, Describing.class).apply(value)).isEqualTo(new Describing().apply(value));
        }
        for (var size : new int[] {-1, 0, 4}) {
            for (var inner : new Shape[] {null, new Shape.Circle(2), new Shape.Nothing()}) {
                var value = new Shape.Named("name", size, 0, false, inner);
                var sameThere = compiled.loadClass(Shape.Named.class.getName()).getDeclaredConstructors()[0];
                sameThere.setAccessible(true);
                var innerThere = inner == null ? null : there(inner);
                assertThat(in(compiled, Describing.class)
                                .apply(sameThere.newInstance("name", size, 0L, false, innerThere)))
                        .isEqualTo(new Describing().apply(value));
            }
        }
    }

    @Test
    void comparesAndHashesRecordsAsBefore() throws Exception {
        assertThat(in(compiled, Comparing.class).apply("")).isEqualTo(new Comparing().apply(""));
    }

    @Test
    void leavesNoCallSiteOfTheseKinds() {
        for (var type : List.of(Describing.class, Shape.Circle.class, Shape.Named.class, Shape.Nothing.class)) {
            var before = bytes(type.getName());
            var after = CallSites.compiled(before, ClassHierarchyResolver.ofResourceParsing(type.getClassLoader()));
            assertThat(bootstraps(before)).containsAnyOf("typeSwitch", "equals", "hashCode");
            assertThat(bootstraps(after)).doesNotContain("typeSwitch", "equals", "hashCode");
        }
    }

    private static Object there(Shape shape) throws Exception {
        var constructor = compiled.loadClass(shape.getClass().getName()).getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        return shape instanceof Shape.Circle(double radius)
                ? constructor.newInstance(radius)
                : constructor.newInstance();
    }

    @SuppressWarnings("unchecked")
    private static Function<Object, String> in(ClassLoader loader, Class<?> type) throws Exception {
        var there = loader.loadClass(type.getName());
        assertThat(there).isNotSameAs(type);
        return (Function<Object, String>) there.getConstructor().newInstance();
    }

    private static List<String> bootstraps(byte[] bytes) {
        return ClassFile.of().parse(bytes).methods().stream()
                .flatMap(method -> method.code().stream())
                .flatMap(code -> code.elementStream())
                .filter(InvokeDynamicInstruction.class::isInstance)
                .map(call -> ((InvokeDynamicInstruction) call).name().stringValue())
                .toList();
    }

    private static byte[] bytes(String name) {
        var resource = name.replace('.', '/') + ".class";
        try (var in = CallSitesTest.class.getClassLoader().getResourceAsStream(resource)) {
            return in.readAllBytes();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
