package dev.lockstep.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.Decryption.MacCheck;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.TreeComparison;
import dev.lockstep.format.Format;
import dev.lockstep.format.Layout;
import dev.lockstep.interop.Corpus.PlainFile;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.rules.LeafRules;
import dev.lockstep.rules.Selection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Files of the corpus, plain and encrypted, damaged at random: whatever comes, there is an answer soon, and it is one
/// line.
class HostileFilesTest {
    private static final Layout LOSSLESS = new Layout.Lossless();
    /// Why a plain file may be refused; a layout that cannot be kept is rare, and counted.
    private static final Set<Kind> REFUSALS = EnumSet.of(
            Kind.INPUT_MALFORMED,
            Kind.NO_DOCUMENT,
            Kind.VALUE_NOT_ENCRYPTABLE,
            Kind.ALREADY_ENCRYPTED,
            Kind.NOT_EMITTABLE);

    private static final int ROUNDS = Integer.getInteger("lockstep.rounds", 3_000);
    /// A round takes milliseconds; the rest is what a busy machine may add.
    private static final Duration SLOW = Duration.ofSeconds(10);
    /// Rounds on a slow machine are left out, visibly.
    private static final Duration LONGEST = Duration.ofSeconds(Integer.getInteger("lockstep.seconds", 15));

    private final AgeMachine machine = AgeMachine.holding(AgeMachine.IDENTITY);
    private final TreeMap<String, Integer> ends = new TreeMap<>();

    private interface Round {
        /// How it ended.
        String of(byte[] damaged, Victim victim);
    }

    private record Victim(PlainFile file, Rule rule, byte[] bytes) {}

    private void damage(List<Victim> victims, Round round) {
        long seed = Long.getLong("lockstep.seed", 20261124);
        var failures = new ArrayList<String>();
        long end = System.nanoTime() + LONGEST.toNanos();
        int rounds = 0;
        for (; rounds < ROUNDS && System.nanoTime() < end; rounds++) {
            var random = new Random(seed + rounds);
            var victim = victims.get(random.nextInt(victims.size()));
            var donor = victims.get(random.nextInt(victims.size()));
            byte[] damaged = Damage.of(victim.bytes(), donor.bytes(), random);
            long start = System.nanoTime();
            try {
                ends.merge(round.of(damaged, victim), 1, Integer::sum);
            } catch (LockstepException e) {
                ends.merge(e.problem().kind().name(), 1, Integer::sum);
                if (e.getMessage().lines().count() != 1) {
                    failures.add("seed " + (seed + rounds) + ", " + victim.file() + ": not one line");
                }
            } catch (RuntimeException | Error e) {
                failures.add("seed " + (seed + rounds) + ", " + victim.file() + ": " + e);
            }
            if (System.nanoTime() - start > SLOW.toNanos()) {
                failures.add("seed " + (seed + rounds) + ", " + victim.file() + ": took too long");
            }
        }
        System.out.println(rounds + " of " + ROUNDS + " damaged files from seed " + seed + ": " + ends);
        assertEquals(List.of(), failures);
        assertTrue(ends.size() > 3, "the damage is too small to prove anything");
    }

    private byte[] encrypt(byte[] plain, Format format, Rule rule) {
        return machine.encryption()
                .encrypt(plain, format, rule.creationRule(AgeMachine.RECIPIENT), LOSSLESS)
                .bytes();
    }

    @Test
    void damagedPlainFilesAreRefusedOrComeBackByteForByte() throws Exception {
        var victims = new ArrayList<Victim>();
        for (var file : Corpus.texts()) {
            for (var rule : CorpusTest.RULES) {
                victims.add(new Victim(file, rule, file.bytes()));
            }
        }
        damage(victims, (damaged, victim) -> {
            var format = victim.file().format();
            try {
                byte[] encrypted = encrypt(damaged.clone(), format, victim.rule());
                try (var opened = machine.decryption().open(encrypted, format, MacCheck.REQUIRED)) {
                    assertArrayEquals(damaged, opened.plain(LOSSLESS));
                    return "came back";
                }
            } catch (LockstepException e) {
                if (REFUSALS.contains(e.problem().kind())) {
                    throw e;
                }
                throw new AssertionError("not the file's fault: " + e.getMessage(), e);
            }
        });
        int lost = ends.getOrDefault(Kind.NOT_EMITTABLE.name(), 0);
        assertTrue(lost * 100 < ends.get("came back"), lost + " layouts were not kept");
    }

    @Test
    void damagedEncryptedFilesAreRefusedOrOpenedUnchanged() throws Exception {
        var victims = new ArrayList<Victim>();
        for (var file : Corpus.texts()) {
            for (var rule : CorpusTest.RULES.subList(0, 4)) {
                victims.add(new Victim(file, rule, encrypt(file.bytes(), file.format(), rule)));
            }
        }
        damage(victims, (damaged, victim) -> {
            var format = victim.file().format();
            try (var opened = machine.decryption().open(damaged, format, MacCheck.REQUIRED);
                    var plain = format.parse(victim.file().bytes())) {
                assertTrue(opened.plain(LOSSLESS).length > 0);
                // Without the digest keys, nulls and where a clear value ends are not protected, nor is any clear value
                // if the MAC leaves them out.
                if (opened.hasStructure()) {
                    assertTrue(TreeComparison.sameValues(plain.roots(), opened.roots()));
                } else if (!victim.rule().macOnlyEncrypted()) {
                    assertEquals(hashed(plain.roots()), hashed(opened.roots()));
                }
            }
            return "opened";
        });
    }

    /// What the MAC is computed from: all values, one after the other.
    private static String hashed(List<Mapping> roots) {
        var out = new StringBuilder();
        LeafRules.of(new Selection.Everything()).walk(roots, leaf -> {
            if (!(leaf.node() instanceof Comment)) {
                out.append(new String(leaf.value().lent(), StandardCharsets.UTF_8));
            }
            return leaf.node();
        });
        return out.toString();
    }
}
