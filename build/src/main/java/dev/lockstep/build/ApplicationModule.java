package dev.lockstep.build;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.classfile.attribute.ModuleAttribute.ModuleAttributeBuilder;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
import java.lang.constant.ModuleDesc;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Makes one module of all jars of a program, which jlink puts beside the JDK's own. For a module of the image the JVM
/// asks for no time of a file before it takes the AOT cache, nor where the jar of a class lies: copies start as
/// quickly.
///
/// Ours get their call sites compiled, Bouncy Castle's classes lose their loggers, those of others stay as they are.
/// What a jar registers in `META-INF/services` stands in the module's descriptor.
final class ApplicationModule {
    static final String NAME = "dev.lockstep.application";
    private static final String SERVICES = "META-INF/services/";

    private final Set<String> written = new HashSet<>();
    private final Set<String> used = new LinkedHashSet<>();
    private final SortedMap<String, Set<String>> services = new TreeMap<>();
    private final Pattern unprovided;
    private final ClassHierarchyResolver hierarchy;
    private final ZipOutputStream out;

    private ApplicationModule(Pattern unprovided, ClassHierarchyResolver hierarchy, ZipOutputStream out) {
        this.unprovided = unprovided;
        this.hierarchy = hierarchy;
        this.out = out;
    }

    /// @param requires the modules of the JDK that the program needs
    /// @param unprovided the names of registered providers that the program does without
    /// @param licences a folder for the licences that the jars bring along
    static void write(Collection<Path> jars, List<String> requires, Pattern unprovided, Path target, Path licences)
            throws IOException {
        var urls = new ArrayList<URL>();
        for (var jar : jars) urls.add(jar.toUri().toURL());
        try (var loader = new URLClassLoader(urls.toArray(URL[]::new));
                var out = new ZipOutputStream(Files.newOutputStream(target))) {
            out.setLevel(0);
            var module = new ApplicationModule(
                    unprovided, ClassHierarchyResolver.ofResourceParsing(loader).cached(), out);
            for (var jar : jars) module.add(jar, licences);
            module.put("module-info.class", module.descriptor(requires));
        }
    }

    private void add(Path path, Path licences) throws IOException {
        try (var jar = new JarFile(path.toFile(), false, ZipFile.OPEN_READ, Runtime.version())) {
            for (var entry :
                    jar.versionedStream().filter(entry -> !entry.isDirectory()).toList()) {
                try (var in = jar.getInputStream(entry)) {
                    add(path.getFileName().toString(), entry.getName(), in.readAllBytes(), licences);
                }
            }
        }
    }

    private void add(String jar, String name, byte[] bytes, Path licences) throws IOException {
        if (name.startsWith(SERVICES)) {
            register(name.substring(SERVICES.length()), new String(bytes, StandardCharsets.UTF_8));
        } else if (name.startsWith("META-INF/") && name.matches(".*(LICEN[CS]E|NOTICE)[^/]*")) {
            var copy = licences.resolve(jar).resolve(Path.of(name).getFileName());
            Files.createDirectories(copy.getParent());
            Files.write(copy, bytes);
        } else if (!name.matches("META-INF/(MANIFEST.MF|[^/]*\\.(SF|RSA|DSA|EC))|(.*/)?module-info.class")) {
            if (name.endsWith(".class")) noteServices(bytes);
            put(name, changed(jar, name, bytes));
        }
    }

    private byte[] changed(String jar, String name, byte[] bytes) {
        if (!name.endsWith(".class") || !jar.startsWith("lockstep-")) return bytes;
        return jar.startsWith("lockstep-bouncycastle-") ? Loggers.removed(bytes) : CallSites.compiled(bytes, hierarchy);
    }

    /// A module must say which services it looks for; a class path need not. So each type counts that a class which
    /// calls `ServiceLoader` names.
    private void noteServices(byte[] bytes) {
        var model = ClassFile.of().parse(bytes);
        if (!refersToServiceLoader(model)) return;
        for (var entry : model.constantPool()) {
            if (entry instanceof ClassEntry type) used.add(type.asInternalName().replace('/', '.'));
        }
    }

    private static boolean refersToServiceLoader(ClassModel model) {
        for (var entry : model.constantPool()) {
            if (entry instanceof ClassEntry type && type.asInternalName().equals("java/util/ServiceLoader"))
                return true;
        }
        return false;
    }

    /// As on a class path, the first of a name is the one that counts.
    private void put(String name, byte[] bytes) throws IOException {
        if (!written.add(name)) return;
        out.putNextEntry(new ZipEntry(name));
        out.write(bytes);
        out.closeEntry();
    }

    private void register(String service, String text) {
        for (var line : text.lines().toList()) {
            var name = line.replaceFirst("#.*", "").strip();
            if (!name.isEmpty() && !unprovided.matcher(name).matches())
                services.computeIfAbsent(service, _ -> new LinkedHashSet<>()).add(name);
        }
    }

    /// Open, as a class path is: libraries reflect on what is theirs and look for resources by name.
    private byte[] descriptor(List<String> requires) {
        return ClassFile.of().buildModule(ModuleAttribute.of(ModuleDesc.of(NAME), module -> {
            module.moduleFlags(ClassFile.ACC_OPEN);
            for (var name : requires) {
                int flags = name.equals("java.base") ? ClassFile.ACC_MANDATED : 0;
                module.requires(ModuleDesc.of(name), flags, null);
            }
            services.forEach((service, providers) -> {
                if (isHere(service)) provide(module, service, providers);
            });
            used.stream().filter(this::isHere).map(ClassDesc::of).forEach(module::uses);
        }));
    }

    private static void provide(ModuleAttributeBuilder module, String service, Set<String> providers) {
        module.provides(
                ClassDesc.of(service), providers.stream().map(ClassDesc::of).toArray(ClassDesc[]::new));
    }

    /// Optional libraries that are absent have their services named, too.
    private boolean isHere(String type) {
        return written.contains(type.replace('.', '/') + ".class");
    }
}
