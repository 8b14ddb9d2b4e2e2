use crate::desk::Desk;

#[test]
fn every_shell_has_its_completions() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        Desk::new().run(&format!("completions {shell}")).succeeds().says_nothing().prints("foureye").prints("refresh");
    }
    Desk::new().run("completions cmd").ends_with_code(2).says("fish");
}

#[test]
fn the_manual_is_one_page_or_one_a_command() {
    let desk = Desk::new();
    desk.run("man").succeeds().prints(".TH foureye").prints("FOUREYE KPIS").prints("\\-\\-grain");
    desk.run("man --out man1").succeeds().prints_nothing();
    for page in ["foureye.1", "foureye-kpis.1", "foureye-interaction-add.1"] {
        assert!(desk.read(&format!("man1/{page}")).contains(".TH"), "{page}");
    }
}
