//! The register of a supplier, with every refusal on the way in order of precedence.

use super::SupplierRefusal as No;
use super::*;
use crate::command::Decide;
use crate::refusal::Refused;
use crate::scenario::{as_head, happened, in_context};

fn registered() -> SupplierFact {
    let register = RegisterSupplier { supplier: "supplier-a".parse().unwrap(), name: "Supplier A".parse().unwrap() };
    decided(&[], &register)
}

fn supplier(history: &[SupplierFact]) -> Supplier {
    let mut supplier = Supplier::default();
    history.iter().for_each(|fact| supplier.evolve(&happened(0, fact.clone())));
    supplier
}

fn decide(history: &[SupplierFact], command: &dyn Decide<Supplier>) -> Result<Vec<SupplierFact>, Refused> {
    in_context("supplier-supplier-a", &as_head(), |cx| command.decide(&supplier(history), cx))
}

#[track_caller]
fn refused(history: &[SupplierFact], command: &dyn Decide<Supplier>, refusal: &No) {
    let said = decide(history, command).expect_err("should be refused");
    assert_eq!(said.to_string(), refusal.to_string(), "{command:?}");
}

#[track_caller]
fn decided(history: &[SupplierFact], command: &dyn Decide<Supplier>) -> SupplierFact {
    let facts = decide(history, command).unwrap_or_else(|refusal| panic!("refused: {refusal}"));
    let [fact] = &facts[..] else { panic!("{facts:?}") };
    fact.clone()
}

#[track_caller]
fn already(history: &[SupplierFact], command: &dyn Decide<Supplier>) {
    assert!(decide(history, command).is_ok_and(|facts| facts.is_empty()), "{command:?}");
}

fn part(number: &str) -> SuppliedPart {
    SuppliedPart { number: number.parse().unwrap(), name: None }
}

fn retire() -> RetireSupplier {
    RetireSupplier { reason: "停止合作".parse().unwrap() }
}

#[test]
fn a_supplier_is_registered_once_called_something_and_retired() {
    let rename = |name: &str| RenameSupplier { name: name.parse().unwrap() };
    refused(&[], &rename("B"), &No::Unknown);
    let register = RegisterSupplier { supplier: "supplier-a".parse().unwrap(), name: "B".parse().unwrap() };
    refused(&[registered()], &register, &No::AlreadyRegistered);
    already(&[registered()], &rename("Supplier A"));
    let renamed = [registered(), decided(&[registered()], &rename("甲公司"))];
    let known = supplier(&renamed).register.unwrap();
    assert!(known.is_called("甲公司") && known.is_called(" SUPPLIER-A") && !known.is_called("Supplier A"));
    let retired = [registered(), decided(&[registered()], &retire())];
    for late in
        [&rename("B") as &dyn Decide<Supplier>, &SetParts { parts: Vec::new() }, &contact(None, None), &retire()]
    {
        refused(&retired, late, &No::Retired);
    }
}

#[test]
fn each_part_stands_there_once() {
    let parts = |numbers: &[&str]| SetParts { parts: numbers.iter().map(|number| part(number)).collect() };
    let many: Vec<String> = (0..5_001).map(|number| number.to_string()).collect();
    refused(
        &[registered()],
        &SetParts { parts: many.iter().map(|number| part(number)).collect() },
        &No::TooManyParts(5_001),
    );
    refused(&[registered()], &parts(&["1", "2", "1"]), &No::PartTwice("1".parse().unwrap()));
    let history = [registered(), decided(&[registered()], &parts(&["1", "2"]))];
    already(&history, &parts(&["1", "2"]));
    assert!(supplier(&history).register.unwrap().makes(&"2".parse().unwrap()));
}

fn contact(phone: Option<&str>, email: Option<&str>) -> AddContact {
    let text = |text: Option<&str>| text.map(|text| text.parse().unwrap());
    let (duty, name) = ("质量".parse().unwrap(), "name".parse().unwrap());
    AddContact { duty, name, phone: text(phone), email: text(email) }
}

#[test]
fn people_are_reached_there_each_under_a_key_of_his_own() {
    refused(&[registered()], &contact(Some("none"), Some("none")), &No::NotANumber);
    refused(&[registered()], &contact(Some("1"), Some("none")), &No::NotAnAddress);
    let added = decided(&[registered()], &contact(Some("1"), Some("a@example.com")));
    let SupplierFact::ContactAdded(fact) = &added else { panic!() };
    assert!(
        matches!(&fact.reached.name, events_schema::Personal::Open { subject, .. } if *subject == fact.contact.stream())
    );
    let remove = RemoveContact { contact: fact.contact };
    refused(&[registered()], &remove, &No::UnknownContact(fact.contact));
    decided(&[registered(), added], &remove);
}

#[test]
fn what_was_delivered_is_recorded_by_month_when_it_is_over() {
    let volume = |month: &str, delivered| RecordVolume { month: month.parse().unwrap(), delivered, turnover: None };
    refused(&[], &volume("2100", 1), &No::Unknown);
    refused(&[registered()], &volume("2100", 1), &No::NotAMonth("2100".parse().unwrap()));
    refused(&[registered()], &volume("2100-01", 1), &No::MonthNotOver("2100-01".parse().unwrap()));
    let history = [registered(), decided(&[registered()], &volume("2020-01", 1))];
    already(&history, &volume("2020-01", 1));
    decided(&history, &volume("2020-01", 2));
}
