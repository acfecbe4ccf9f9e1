package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.kube.ApiFailure;
import dev.lockstep.sync.kube.NoAnswerException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListReadinessTest {
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final ResourcePath RESOURCES = ResourcePath.ofEso("v1", "externalsecrets", "");
    private static final int UNREACHABLE = 0;

    private final Deque<Integer> answers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final List<ListReadiness.Obstacle> told = new ArrayList<>();
    private final List<Duration> rests = new ArrayList<>();
    private final ListReadiness lists = new ListReadiness(this::answer, LONGEST, told::add, rests::add);

    private int answer(String path) throws IOException {
        asked.add(path);
        int code = answers.isEmpty() ? 200 : answers.remove();
        if (code == UNREACHABLE) {
            throw new NoAnswerException(ApiFailure.Unanswered.REFUSED);
        }
        return code;
    }

    private List<Integer> codes() {
        return told.stream().map(obstacle -> obstacle.failure().code()).toList();
    }

    @Test
    void asksOnceForOneObjectWhereAllIsWell() throws InterruptedException {
        lists.await(ResourcePath.ofSecrets("team"));
        assertThat(asked).containsExactly("/api/v1/namespaces/team/secrets?limit=1");
        assertThat(told).isEmpty();
        assertThat(rests).isEmpty();
    }

    @Test
    void goesOnByItselfWhenTheKindIsInstalledAndTheRightGiven() throws InterruptedException {
        answers.addAll(List.of(UNREACHABLE, 404, 404, UNREACHABLE, 403, 404, 403));
        lists.await(RESOURCES);
        assertThat(asked).hasSize(8).containsOnly("/apis/external-secrets.io/v1/externalsecrets?limit=1");
        assertThat(codes()).containsExactly(UNREACHABLE, 404, 403);
    }

    @Test
    void pausesGrowUpToALimit() throws InterruptedException {
        answers.addAll(Collections.nCopies(9, 500));
        lists.await(RESOURCES);
        assertThat(rests)
                .hasSize(9)
                .allMatch(rest -> rest.compareTo(LONGEST.multipliedBy(3).dividedBy(2)) < 0);
        assertThat(rests.getFirst()).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1_500));
        assertThat(rests.get(2)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
        assertThat(rests.getLast()).isGreaterThanOrEqualTo(LONGEST);
    }

    @Test
    void tellsOfEachCollectionByItself() throws InterruptedException {
        answers.addAll(List.of(404));
        lists.await(RESOURCES);
        answers.addAll(List.of(404));
        lists.await(ResourcePath.ofEso("v1", "secretstores", ""));
        assertThat(told)
                .extracting(each -> each.collection().toString())
                .containsExactly("externalsecrets.external-secrets.io", "secretstores.external-secrets.io");
    }

    @ParameterizedTest
    @CsvSource({
        "401, token",
        "403, list and watch externalsecrets.external-secrets.io in namespace team",
        "404, deploy/crds",
        "503, logs"
    })
    void saysWhatToDo(int code, String words) {
        assertThat(obstacle(new ApiFailure.Answered(code)).next()).contains(words);
    }

    @Test
    void saysWhyThereIsNoAnswer() {
        var refused = obstacle(ApiFailure.Unanswered.REFUSED);
        assertThat(refused.what()).isEqualTo("the API server refuses the connection");
        assertThat(refused.next()).contains("address and port");
        var unknown = obstacle(ApiFailure.Unanswered.UNKNOWN_HOST);
        assertThat(unknown.what()).isEqualTo("the name of the API server does not resolve");
        assertThat(obstacle(new ApiFailure.Answered(404)).what()).isEqualTo("the API server does not have this kind");
    }

    @Test
    void tellsAnotherReasonForNoAnswerToo() throws InterruptedException {
        var reasons = new ArrayDeque<>(
                List.of(ApiFailure.Unanswered.REFUSED, ApiFailure.Unanswered.REFUSED, ApiFailure.Unanswered.UNTRUSTED));
        new ListReadiness(
                        _ -> {
                            if (reasons.isEmpty()) {
                                return 200;
                            }
                            throw new NoAnswerException(reasons.remove());
                        },
                        LONGEST,
                        told::add,
                        rests::add)
                .await(RESOURCES);
        assertThat(told)
                .extracting(ListReadiness.Obstacle::failure)
                .containsExactly(ApiFailure.Unanswered.REFUSED, ApiFailure.Unanswered.UNTRUSTED);
    }

    private static ListReadiness.Obstacle obstacle(ApiFailure failure) {
        return new ListReadiness.Obstacle(ResourcePath.ofEso("v1", "externalsecrets", "team"), failure);
    }
}
